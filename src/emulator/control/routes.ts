import type { FastifyRequest, FastifyInstance } from 'fastify';
import type { ItemRecord } from '../state/records.js';
import { type Control, ControlRefusal, type ControlRoute, readControlBody, sendControlError } from './control-api.js';
import {
  bankTransferShape,
  bankTransferUrlShape,
  consentShape,
  redeemShape,
  type ModesRequest,
  clockShape,
  faultShape,
  headlessShape,
  loginShape,
  modesShape,
  emptyShape,
  sendShape,
} from './request-bodies.js';
import { guard } from '../http/guard.js';
import { sendPage } from '../http/html.js';
import { type Fields, isObject } from '../http/validation.js';
import { routes } from '../endpoints/routes.js';
import { finishHeadless } from '../link/headless.js';
import { NO_FAULTS } from '../outbox/delivery.js';
import type { FaultRule } from './faults.js';
import { overview } from './overview.js';
import { controlPage } from './page.js';
import { stateFileRoutes } from './state-file.js';

const done = { ok: true };

function parameter(request: FastifyRequest, name: string): string {
  return (request.params as Partial<Record<string, string>>)[name] ?? '';
}

function requireItem({ services }: Control, itemId: string): ItemRecord {
  const item = services.state.items.get(itemId);
  if (item === undefined) throw new ControlRefusal('No Item has this itemId.', 404);
  return item;
}

/** Redeems a processor token as the partner would: returns the account and its numbers. A Stripe token works once. */
function redeem({ services }: Control, token: string) {
  const { state } = services;
  const record = state.processorTokens.get(token);
  const item = record === undefined ? undefined : state.items.get(record.itemId);
  const account = item?.accounts.find((one) => one.accountId === record?.accountId);
  if (record === undefined || item === undefined || account === undefined)
    throw new ControlRefusal('INVALID_PROCESSOR_TOKEN: the token is unknown, or its Item was removed.');
  if (account.revoked === true || item.error?.code === 'USER_PERMISSION_REVOKED')
    throw new ControlRefusal(
      'ACCESS_NOT_GRANTED: the end user has revoked permission; the account numbers are no longer valid.',
    );
  if (record.processor === 'stripe') {
    if (record.redeemed) throw new ControlRefusal('INVALID_PROCESSOR_TOKEN: a Stripe token works once.');
    state.processorTokens.put({ ...record, redeemed: true });
    state.flush();
  }
  return {
    processor: record.processor,
    itemId: item.id,
    accountId: account.accountId,
    numbers: account.numbers ?? null,
  };
}

/** Events that happen at Plaid or at a bank and have no endpoint in Plaid's API. */
export function simulationRoutes(control: Control): ControlRoute[] {
  const { state, lifecycle, clock, bankTransfers } = control.services;
  return [
    [
      'POST',
      '/emulator/items/:itemId/consent',
      (request) => {
        const item = requireItem(control, parameter(request, 'itemId'));
        lifecycle.expireConsentAt(item, clock.now() + readControlBody(request, consentShape).expiresInMs);
        state.flush();
        return done;
      },
    ],
    [
      'POST',
      '/emulator/bank-transfers',
      (request) => {
        bankTransfers.setUrl(readControlBody(request, bankTransferUrlShape).webhook);
        state.flush();
        return done;
      },
    ],
    [
      'POST',
      '/emulator/bank-transfers/:transferId',
      (request) => {
        const transferId = parameter(request, 'transferId');
        const { eventType, achReturnCode } = readControlBody(request, bankTransferShape);
        const before = bankTransfers.latest(transferId);
        if (before === undefined) throw new ControlRefusal('No bank transfer has this transferId.', 404);
        if (!bankTransfers.move(transferId, eventType, achReturnCode ?? null))
          throw new ControlRefusal(`A bank transfer that is ${before.type} cannot become ${eventType}.`);
        state.flush();
        return done;
      },
    ],
    [
      'POST',
      '/emulator/processor-tokens/redeem',
      (request) => redeem(control, readControlBody(request, redeemShape).token),
    ],
  ];
}

function checkFault({ path, fault }: FaultRule): void {
  if (path !== '*' && !routes.some((route) => route.path === path))
    throw new ControlRefusal('path must be a path that the emulator supports, or * for all paths.');
  if (Object.keys(fault).filter((name) => name !== 'afterHandler' && name !== 'headers').length === 0) {
    throw new ControlRefusal('fault must have at least one of its fields other than afterHandler and headers.');
  }
  const { trickle, headers = {} } = fault;
  const goodTrickle =
    trickle === undefined ||
    typeof trickle === 'boolean' ||
    (Number.isInteger(trickle) && trickle >= 0 && trickle <= 60_000);
  if (!goodTrickle)
    throw new ControlRefusal('fault.trickle must be true, or milliseconds between chunks, at most 60000.');
  for (const [name, value] of Object.entries<unknown>(headers)) {
    if (typeof value !== 'string' || /[^\x20-\x7e]/.test(value) || !/^[A-Za-z0-9-]+$/.test(name)) {
      throw new ControlRefusal('fault.headers must map header names to ASCII strings.');
    }
  }
}

function sendWebhook(control: Control, { itemId, body }: { itemId: string; body: unknown }): void {
  const { services, deliveries } = control;
  const item = requireItem(control, itemId);
  if (item.webhook === null) throw new ControlRefusal('The Item has no webhook URL.');
  const fields: Fields = isObject(body) ? body : {};
  const stringOf = (value: unknown): string => (typeof value === 'string' ? value : '');
  deliveries.send({
    url: item.webhook,
    type: stringOf(fields.webhook_type),
    code: stringOf(fields.webhook_code),
    itemId,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  services.state.flush();
}

function setLogin(control: Control, itemId: string, broken: boolean): void {
  const { state, lifecycle } = control.services;
  const item = requireItem(control, itemId);
  if (broken)
    lifecycle.fail(item, {
      code: 'ITEM_LOGIN_REQUIRED',
      message: 'the login of this Item has changed; use update mode',
    });
  else lifecycle.repairElsewhere(item);
  state.flush();
}

async function setModes(control: Control, { rotateKey, ...modes }: ModesRequest): Promise<void> {
  if (rotateKey === true) await control.signer.rotate();
  control.deliveries.setModes({ ...NO_FAULTS, ...modes });
}

async function advance({ services }: Control, advanceMs: number): Promise<{ now: string }> {
  const { clock, state } = services;
  await clock.advance(advanceMs);
  state.settings.put({ id: 'clock_offset_ms', value: clock.offsetMs() });
  state.flush();
  return { now: new Date(clock.now()).toISOString() };
}

function controlRoutes(control: Control): ControlRoute[] {
  return [
    [
      'GET',
      '/emulator/requests',
      () => ({ requests: control.requestLog.entries(), counts: control.requestLog.counts() }),
    ],
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
        setLogin(control, parameter(request, 'itemId'), readControlBody(request, loginShape).broken);
        return done;
      },
    ],
    [
      'POST',
      '/emulator/link/:linkToken',
      (request) => {
        const body = readControlBody(request, headlessShape);
        const result = finishHeadless(control.services, parameter(request, 'linkToken'), body);
        control.services.state.flush();
        return result;
      },
    ],
    [
      'POST',
      '/emulator/reset',
      async (request) => {
        readControlBody(request, emptyShape);
        await control.reset();
        return done;
      },
    ],
    ...simulationRoutes(control),
    ...stateFileRoutes(control),
  ];
}

/** Registers the control API and the emulator's page. */
export function registerControl(server: FastifyInstance, control: Control): void {
  server.get('/emulator', { onRequest: guard }, (_, reply) =>
    sendPage(reply, 200, controlPage(routes.map((route) => route.path))),
  );
  for (const [method, url, handle, bodyLimit] of controlRoutes(control)) {
    server.route({
      method,
      url,
      onRequest: guard,
      ...(bodyLimit === undefined ? {} : { bodyLimit }),
      handler: async (request, reply) => {
        try {
          return await handle(request);
        } catch (error) {
          // A failed request may also have changed state, such as the number of incorrect codes.
          control.services.state.flush();
          return sendControlError(error, reply);
        }
      },
    });
  }
}
