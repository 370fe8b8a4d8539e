import { anything, list, object, oneOf, type Rule } from '../http/validation.js';
import { type StateDump, tableNames } from '../state/state.js';
import { type Control, ControlRefusal, type ControlRoute, parseControlBody, readControlBody } from './control-api.js';

/** Increase the number when this version can no longer read older files. */
const FORMAT = 'plaid-emulator-state-1';
/** Room for about ten thousand Items. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;

interface StateFile {
  format: string;
  state: StateDump;
}

const tables = Object.fromEntries(tableNames.map((name) => [name, list(anything())])) as Record<keyof StateDump, Rule>;
const fileShape = object<StateFile>({ format: oneOf([FORMAT]), state: object<StateDump>(tables) });

/**
 * Export and import of the state as one JSON file: Items, tokens, account numbers, signing keys and webhooks, in
 * plaintext. Faults, the request log and webhook modes are not part of it.
 *
 * An import is refused, and changes nothing, unless the file is JSON, has this format and lists every table. Records
 * are not validated: a file that was edited by hand may break the emulator until POST /emulator/reset.
 */
export function stateFileRoutes(control: Control): ControlRoute[] {
  return [
    ['GET', '/emulator/state-file', (): StateFile => ({ format: FORMAT, state: control.services.state.dump() })],
    [
      'POST',
      '/emulator/state-file',
      async (request) => {
        if (parseControlBody(request).format !== FORMAT)
          throw new ControlRefusal(
            `This is not a state file of this version of the emulator: format must be ${FORMAT}.`,
          );
        const { state } = readControlBody(request, fileShape);
        await control.restore(state);
        return { ok: true, items: state.items.length };
      },
      MAX_FILE_BYTES,
    ],
  ];
}
