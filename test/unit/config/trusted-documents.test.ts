import { createHash } from 'node:crypto';
import { ConfigError } from '../../../src/config/config.js';
import { parseConfig } from '../../../src/config/parse-config.js';

const BODY = 'query Me { viewer { id } }';
const ID = createHash('sha256').update(BODY).digest('hex');
const FORMAT = { format: 'apollo-persisted-query-manifest', version: 1 };
const GOOD = { ...FORMAT, operations: [{ id: ID, name: 'Me', type: 'query', body: BODY }] };

/** The configuration with TRUSTED_DOCUMENTS naming a file of this content. */
function configured(content: unknown): ReadonlyMap<string, string> | null {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return parseConfig({ TRUSTED_DOCUMENTS: '/etc/documents.json' }, () => text).trustedDocuments;
}

describe('TRUSTED_DOCUMENTS', () => {
  it('names a manifest of documents, which are stored by the hash of their text', () => {
    expect(configured(GOOD)).toEqual(new Map([[ID, BODY]]));
  });

  it.each([[{}], [{ TRUSTED_DOCUMENTS: 'off' }]])('is off with %j', (env) => {
    expect(parseConfig(env).trustedDocuments).toBeNull();
  });

  it.each([
    ['is not JSON', '{'],
    ['is null', 'null'],
    ['is a list', [GOOD]],
    ['is in another format', { ...GOOD, format: 'relay' }],
    ['is of another version', { ...GOOD, version: 2 }],
    ['has no operations', { ...FORMAT, operations: [] }],
    ['has invalid operations', { ...FORMAT, operations: [{ id: ID }] }],
    ['has an id that is not the hash of its body', { ...FORMAT, operations: [{ id: ID, body: `${BODY} ` }] }],
  ])('is rejected, with its name but not its content, when the manifest %s', (_what, content) => {
    const refusal = () => configured(content);
    expect(refusal).toThrow(ConfigError);
    expect(refusal).toThrow(/TRUSTED_DOCUMENTS (must|has)/);
    expect(refusal).not.toThrow(/viewer/);
  });

  it('is rejected when the file cannot be read', () => {
    const refusal = () => parseConfig({ TRUSTED_DOCUMENTS: '/nowhere/documents.json' });
    expect(refusal).toThrow('TRUSTED_DOCUMENTS names a file that cannot be read');
    expect(refusal).not.toThrow(/nowhere/);
  });
});
