import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import ts from 'typescript';

const guide = readFileSync('docs/adding-a-product.md', 'utf8');
/** The files of the guide: a line with the path, then the code. */
const files = new Map(
  [...guide.matchAll(/^`(\S+\.ts)`:\n\n```ts\n(.*?)^```$/gms)].map(([, path = '', code = '']) => [resolve(path), code]),
);

const added = [...guide.matchAll(/^`(\S+)`:$/gm)].map(([, path]) => path);

/** The repository as it would be with the files of the guide. */
function programWithGuide(): ts.Program {
  const { config } = ts.readConfigFile('tsconfig.json', (path) => ts.sys.readFile(path)) as { config: object };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.');
  const host = ts.createCompilerHost(options);
  const disk = { ...host };
  host.fileExists = (path) => files.has(path) || disk.fileExists(path);
  host.readFile = (path) => files.get(path) ?? disk.readFile(path);
  host.getSourceFile = (path, version, ...rest) => {
    const code = files.get(path);
    return code === undefined ? disk.getSourceFile(path, version, ...rest) : ts.createSourceFile(path, code, version);
  };
  return ts.createProgram([...files.keys()], options, host);
}

describe('docs/adding-a-product.md', () => {
  it('contains four TypeScript files that compile', () => {
    expect(files.size).toBe(4);
    const program = programWithGuide();
    const problems = [...files.keys()].flatMap((path) => {
      const file = program.getSourceFile(path);
      return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    });
    expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
  }, 120_000);

  it('adds five files, and names only these and files that exist', () => {
    expect(added).toHaveLength(5);
    const named = [...guide.matchAll(/`((?:src|test|\.config|schema|docs)\/[\w./-]+\.\w+)`/g)].map(
      ([, path = '']) => path,
    );
    expect(named.filter((path) => !added.includes(path) && !ts.sys.fileExists(path))).toEqual([]);
  });
});
