import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';
import { anything, type Fields, isObject, type Issues, list, object, oneOf } from '../http/validation.js';
import { tableNames } from '../state/state.js';
import type { StateDump, TableName } from '../state/state.js';
import { type Control, ControlRefusal, type ControlRoute, readControlBody } from './control-api.js';
import { settingRule } from './record-shapes/settings.js';
import { recordShapes } from './record-shapes/tables.js';

/** Changes when older files cannot be read any more. */
const FORMAT = 'plaid-emulator-state-1';
/** A file of some ten thousand Items. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;
/** More mistakes than this help nobody. */
const SHOWN_PROBLEMS = 5;

interface StateFile {
  format: string;
  state: StateDump;
}

const fileShape = object<StateFile>({
  format: oneOf([FORMAT]),
  state: object<StateDump>({
    items: list(anything()),
    accessTokens: list(anything()),
    publicTokens: list(anything()),
    linkTokens: list(anything()),
    processorTokens: list(anything()),
    users: list(anything()),
    activities: list(anything()),
    bankTransferEvents: list(anything()),
    signingKeys: list(anything()),
    deliveries: list(anything()),
    settings: list(anything()),
  }),
});

const PROBE = Buffer.from('signed and verified');

/** Keys come in pairs of halves that fit: what one signs, the other verifies. */
const signs = (jwk: JsonWebKey): boolean => {
  try {
    const { kty, crv, x, y } = jwk;
    const signature = sign('sha256', PROBE, createPrivateKey({ key: jwk, format: 'jwk' }));
    const publicKey = createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' });
    return verify('sha256', PROBE, publicKey, signature);
  } catch {
    return false;
  }
};

/** What no rule for a single field can tell. */
const checkWhole = (name: TableName, record: Fields, path: string, findings: Issues): void => {
  if (name === 'settings') settingRule(record.id).check(record.value, `${path}.value`, findings);
  if (name === 'signingKeys' && isObject(record.privateJwk) && !signs(record.privateJwk))
    findings.invalid.push({ field: `${path}.privateJwk`, rule: 'must be a pair of EC keys that fit' });
};

const checkTable = (name: TableName, records: readonly unknown[], findings: Issues): void => {
  const ids = new Set<unknown>();
  records.forEach((record, index) => {
    const path = `state.${name}[${index}]`;
    recordShapes[name].check(record, path, findings);
    if (!isObject(record)) return;
    if (ids.has(record.id)) findings.invalid.push({ field: `${path}.id`, rule: 'must not be there twice' });
    ids.add(record.id);
    checkWhole(name, record, path, findings);
  });
};

const refuseBroken = (state: StateDump): void => {
  const findings: Issues = { missing: [], unknown: [], invalid: [] };
  for (const name of tableNames) checkTable(name, state[name], findings);
  const problems = [
    ...findings.missing.map((field) => `${field} is missing`),
    ...findings.unknown.map((field) => `${field} is not known`),
    ...findings.invalid.map(({ field, rule }) => `${field} ${rule}`),
  ];
  if (problems.length > 0) throw new ControlRefusal(`${problems.slice(0, SHOWN_PROBLEMS).join('; ')}.`);
};

/**
 * The whole state as one JSON file: Items, tokens, numbers, signing keys and webhooks, in clear. Faults, the journal and
 * webhook modes are not in it.
 */
export const stateFileRoutes = (control: Control): ControlRoute[] => [
  ['GET', '/emulator/state-file', (): StateFile => ({ format: FORMAT, state: control.services.state.dump() })],
  [
    'POST',
    '/emulator/state-file',
    async (request) => {
      const { state } = readControlBody(request, fileShape);
      refuseBroken(state);
      await control.restore(state);
      return { ok: true, items: state.items.length };
    },
    MAX_FILE_BYTES,
  ],
];
