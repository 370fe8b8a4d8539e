import type { FastifyRequest } from 'fastify';
import type { ItemRecord } from '../state/records.js';
import { type Control, ControlRefusal, type ControlRoute, readControlBody } from './control-api.js';
import { bankTransferShape, bankTransferUrlShape, consentShape, redeemShape } from './shapes.js';

const parameter = (request: FastifyRequest, name: string): string =>
  (request.params as Partial<Record<string, string>>)[name] ?? '';

const requireItem = ({ services }: Control, itemId: string): ItemRecord => {
  const item = services.state.items.get(itemId);
  if (item === undefined) throw new ControlRefusal('No Item has this itemId.', 404);
  return item;
};

/** What the partner gets for its token: the account and its numbers. A Stripe token is used up by it. */
const redeem = ({ services }: Control, token: string) => {
  const { state } = services;
  const record = state.processorTokens.get(token);
  const item = record === undefined ? undefined : state.items.get(record.itemId);
  const account = item?.accounts.find((one) => one.accountId === record?.accountId);
  if (record === undefined || item === undefined || account === undefined)
    throw new ControlRefusal('INVALID_PROCESSOR_TOKEN: the token is unknown, or its Item was removed.');
  if (account.revoked === true || item.error?.code === 'USER_PERMISSION_REVOKED')
    throw new ControlRefusal('ACCESS_NOT_GRANTED: the person has withdrawn the permission; the numbers are dead.');
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
};

/** Things that happen at Plaid or at a bank, and that no call of Plaid's API brings about. */
export const simulationRoutes = (control: Control): ControlRoute[] => {
  const { state, life, clock, bankTransfers } = control.services;
  const done = { ok: true };
  return [
    [
      'POST',
      '/emulator/items/:itemId/consent',
      (request) => {
        const item = requireItem(control, parameter(request, 'itemId'));
        life.expireConsentAt(item, clock.now() + readControlBody(request, consentShape).expiresInMs);
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
        if (before === undefined) throw new ControlRefusal('No bank transfer has this id.', 404);
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
};
