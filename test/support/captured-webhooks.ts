import type { EmulatorClient } from './emulator-client.js';
import { createWebhookReceiver } from './webhook-receiver.js';

/** A webhook with a genuine Plaid signature that has not been delivered to the gateway yet. */
export interface CapturedWebhook {
  raw: string;
  /** The value of Plaid-Verification. */
  verification: string;
}

/** Has Plaid sign any body, as it does for its other customers: a signature names no receiver. */
export interface WebhookCapture {
  /** One at a time. */
  sign(body: object): Promise<CapturedWebhook>;
  close(): Promise<void>;
}

/** Receives the webhooks of such a customer. */
export async function captureWebhooks(emulator: EmulatorClient): Promise<WebhookCapture> {
  const receiver = await createWebhookReceiver();
  receiver.takeAnything();
  const { itemId } = await emulator.link({ webhook: receiver.url });
  return {
    async sign(body) {
      const before = receiver.received.length;
      const sent = await emulator.control('POST', '/emulator/webhooks/send', { itemId, body });
      if (sent.status !== 200) throw new Error(sent.text);
      const hook = (await receiver.count(before + 1))[before];
      if (hook === undefined) throw new Error('no webhook was captured');
      return { raw: hook.raw, verification: hook.verification };
    },
    close: () => receiver.close(),
  };
}

const ORDER_OF_P256 = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Another encoding of the same token with a valid signature: s becomes n - s (ECDSA malleability). */
export function withFlippedSignature(token: string): string {
  const [header, payload, signature = ''] = token.split('.');
  const bytes = Buffer.from(signature, 'base64url');
  const s = BigInt(`0x${bytes.subarray(32).toString('hex')}`);
  const flipped = Buffer.from((ORDER_OF_P256 - s).toString(16).padStart(64, '0'), 'hex');
  return `${header}.${payload}.${Buffer.concat([bytes.subarray(0, 32), flipped]).toString('base64url')}`;
}

/** Sets the four unused bits in the last base64url character of a 64-byte signature. */
export function withTrailingBits(token: string, bits: number): string {
  const last = BASE64URL.indexOf(token.at(-1) ?? '');
  return token.slice(0, -1) + BASE64URL.charAt((last & 0b110000) | bits);
}
