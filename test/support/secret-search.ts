import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Something that must not appear in clear text. */
export interface Secret {
  /** The kind of secret, for the report. */
  kind: string;
  text: string;
}

/** Base64 of a text within a longer one: three forms by alignment, without the characters shared with its neighbours. */
function base64Forms(text: string): string[] {
  return [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]);
    const begin = [0, 2, 3][before] ?? 0;
    const end = Math.floor((bytes.length * 8) / 6);
    return [bytes.toString('base64').slice(begin, end), bytes.toString('base64url').slice(begin, end)];
  });
}

/** A text as it is and in common encodings. */
function formsOf(text: string): Buffer[] {
  const hex = Buffer.from(text).toString('hex');
  const percent = hex.replace(/../g, '%$&');
  const escaped = encodeURIComponent(text).replace(/[-_.!~*'()]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  const forms = [
    text,
    encodeURIComponent(text),
    escaped,
    escaped.toUpperCase(),
    hex,
    hex.toUpperCase(),
    percent,
    percent.toUpperCase(),
  ];
  const texts = [...forms, ...base64Forms(text)].map((form) => Buffer.from(form));
  return [...texts, Buffer.from(text, 'utf16le')];
}

/** The secrets that these bytes contain in some form, each reported as "kind in where" without its value. */
export function findSecrets(where: string, bytes: Buffer, secrets: readonly Secret[]): string[] {
  const found = secrets.filter(({ text }) => formsOf(text).some((form) => bytes.includes(form)));
  return [...new Set(found.map(({ kind }) => `${kind} in ${where}`))];
}

/** Reads every file below the folder. */
export function readFiles(folder: string): { name: string; bytes: Buffer }[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ name: relative(folder, path), bytes: readFileSync(path) }));
}

/** Everything in these bytes that looks like a Plaid token, a JWT, or a full account number in JSON. */
export function secretsIn(bytes: Buffer): Secret[] {
  const text = bytes.toString('latin1');
  const all = (kind: string, pattern: RegExp): Secret[] =>
    [...text.matchAll(pattern)].map((match) => ({ kind, text: match[1] ?? match[0] }));
  const secrets = [
    ...all('access token', /access-sandbox-[\w-]+/g),
    ...all('public token', /public-sandbox-[\w-]+/g),
    ...all('link token', /link-sandbox-[\w-]+/g),
    ...all('processor token', /processor-sandbox-[\w-]+/g),
    ...all('Stripe token', /btok_\w{8,}/g),
    ...all('JWT', /eyJ[\w-]+\.[\w-]+\.[\w-]+/g),
    ...all('account number', /"(?:account|iban)":"(\w{6,})"/g),
  ];
  return [...new Map(secrets.map((secret) => [secret.text, secret])).values()];
}
