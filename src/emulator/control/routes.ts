import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { guard } from '../http/guard.js';
import { sendPage } from '../http/html.js';
import { examine, isObject } from '../http/shapes.js';
import type { Fields, Shape } from '../http/shapes.js';
import { routes } from '../endpoints/routes.js';
import { finishHeadless } from '../link/headless.js';
import { PlaidFailure } from '../plaid-errors.js';
import { faultless } from '../outbox/delivery.js';
import type { Signer } from '../outbox/signing.js';
import type { FaultRule } from './faults.js';
import { overview } from './overview.js';
import type { OverviewSources } from './overview.js';
import { controlPage } from './page.js';
import type { ModesRequest } from './shapes.js';
import { clockShape, faultShape, headlessShape, loginShape, modesShape, nothingShape, sendShape } from './shapes.js';

/** What the control calls steer. */
export interface Control extends OverviewSources {
  signer: Signer;
  /** Forgets everything and starts afresh. */
  reset(): Promise<void>;
}

/** A control call that cannot be done; the text says what to change. */
export class ControlRefusal extends Error {
  constructor(
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

/** The body of a control call, once it fits its shape. */
export const readControlBody = <T>(request: FastifyRequest, shape: Shape<T>): T => {
  const raw = Buffer.isBuffer(request.body) && request.body.length > 0 ? request.body.toString('utf8') : '{}';
  let body: unknown;
  try {
    body = JSON.parse(raw);
  } catch {
    throw new ControlRefusal('The body is not JSON.');
  }
  if (!isObject(body)) throw new ControlRefusal('The body must be a JSON object.');
  const { missing, unknown, invalid } = examine(shape, body);
  const problems = [
    ...missing.map((field) => `${field} is missing`),
    ...unknown.map((field) => `${field} is not known`),
    ...invalid.map(({ field, rule }) => `${field} ${rule}`),
  ];
  if (problems.length > 0) throw new ControlRefusal(`${problems.join('; ')}.`);
  return body as T;
};

/** Answers a refusal of a control call or of a page as JSON. */
export const refuseControl = async (error: unknown, reply: FastifyReply): Promise<FastifyReply> => {
  if (error instanceof ControlRefusal) return reply.code(error.status).send({ error: error.message });
  if (error instanceof PlaidFailure)
    return reply.code(error.status).send({ error: error.message, errorCode: error.body.error_code });
  throw error;
};

const checkFault = ({ path, fault }: FaultRule): void => {
  if (path !== '*' && !routes.some((route) => route.path === path))
    throw new ControlRefusal('path must be a path of the emulator, or * for all.');
  if (Object.keys(fault).filter((name) => name !== 'afterHandler' && name !== 'headers').length === 0) {
    throw new ControlRefusal('fault must say what goes wrong.');
  }
  const { trickle, headers = {} } = fault;
  const goodTrickle =
    trickle === undefined ||
    typeof trickle === 'boolean' ||
    (Number.isInteger(trickle) && trickle >= 0 && trickle <= 60_000);
  if (!goodTrickle)
    throw new ControlRefusal('fault.trickle must be true or milliseconds between pieces, at most 60000.');
  for (const [name, value] of Object.entries<unknown>(headers)) {
    if (typeof value !== 'string' || /[^\x20-\x7e]/.test(value) || !/^[A-Za-z0-9-]+$/.test(name)) {
      throw new ControlRefusal('fault.headers must be names with plain text values.');
    }
  }
};

const sendWebhook = (control: Control, { itemId, body }: { itemId: string; body: unknown }): void => {
  const { services, deliveries } = control;
  const item = services.state.items.get(itemId);
  if (item === undefined) throw new ControlRefusal('No Item has this itemId.', 404);
  if (item.webhook === null) throw new ControlRefusal('The Item has no webhook URL.');
  const fields: Fields = isObject(body) ? body : {};
  const word = (value: unknown): string => (typeof value === 'string' ? value : '');
  deliveries.send({
    url: item.webhook,
    type: word(fields.webhook_type),
    code: word(fields.webhook_code),
    itemId,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  services.state.flush();
};

const setLogin = ({ services }: Control, itemId: string, broken: boolean): void => {
  const { state, life } = services;
  const item = state.items.get(itemId);
  if (item === undefined) throw new ControlRefusal('No Item has this itemId.', 404);
  if (broken)
    life.fail(item, {
      code: 'ITEM_LOGIN_REQUIRED',
      message: 'the login of this Item has changed; it needs update mode',
    });
  else life.heal(item);
  state.flush();
};

const setModes = async (control: Control, { rotateKey, ...modes }: ModesRequest): Promise<void> => {
  if (rotateKey === true) await control.signer.rotate();
  control.deliveries.setModes({ ...faultless, ...modes });
};

const advance = async ({ services }: Control, advanceMs: number): Promise<{ now: string }> => {
  const { clock, state } = services;
  await clock.advance(advanceMs);
  state.settings.put({ id: 'clock_offset_ms', value: clock.offsetMs() });
  state.flush();
  return { now: new Date(clock.now()).toISOString() };
};

type Work = (request: FastifyRequest) => unknown;

const done = { ok: true };

const work = (control: Control): [method: 'GET' | 'POST' | 'DELETE', path: string, work: Work][] => [
  ['GET', '/emulator/requests', () => ({ requests: control.journal.entries(), counts: control.journal.counts() })],
  ['GET', '/emulator/state', () => overview(control)],
  [
    'POST',
    '/emulator/faults',
    (request) => {
      const rule = readControlBody(request, faultShape);
      checkFault(rule);
      control.faults.add(rule);
      return { faults: control.faults.list() };
    },
  ],
  [
    'DELETE',
    '/emulator/faults',
    () => {
      control.faults.clear();
      return done;
    },
  ],
  ['POST', '/emulator/clock', (request) => advance(control, readControlBody(request, clockShape).advanceMs)],
  [
    'POST',
    '/emulator/webhooks',
    async (request) => {
      await setModes(control, readControlBody(request, modesShape));
      return { modes: control.deliveries.modes() };
    },
  ],
  [
    'POST',
    '/emulator/webhooks/send',
    (request) => {
      sendWebhook(control, readControlBody(request, sendShape));
      return done;
    },
  ],
  [
    'POST',
    '/emulator/items/:itemId/login',
    (request) => {
      const { itemId } = request.params as { itemId: string };
      setLogin(control, itemId, readControlBody(request, loginShape).broken);
      return done;
    },
  ],
  [
    'POST',
    '/emulator/link/:linkToken',
    (request) => {
      const { linkToken } = request.params as { linkToken: string };
      const answer = finishHeadless(control.services, linkToken, readControlBody(request, headlessShape));
      control.services.state.flush();
      return answer;
    },
  ],
  [
    'POST',
    '/emulator/reset',
    async (request) => {
      readControlBody(request, nothingShape);
      await control.reset();
      return done;
    },
  ],
];

/** Puts the control calls and the page for people on the server. */
export const registerControl = (server: FastifyInstance, control: Control): void => {
  server.get('/emulator', { onRequest: guard }, (_, reply) =>
    sendPage(reply, 200, controlPage(routes.map((route) => route.path))),
  );
  for (const [method, url, handle] of work(control)) {
    server.route({
      method,
      url,
      onRequest: guard,
      handler: async (request, reply) => {
        try {
          return await handle(request);
        } catch (error) {
          return refuseControl(error, reply);
        }
      },
    });
  }
};
