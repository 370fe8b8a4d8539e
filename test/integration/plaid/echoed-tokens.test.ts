import { GatewayError } from '../../../src/errors/gateway-error.js';
import { createLogger } from '../../../src/observability/logger.js';
import { createRateLimitBudget } from '../../../src/plaid/call-limits.js';
import { ENDPOINTS } from '../../../src/plaid/endpoints.js';
import { createTransport } from '../../../src/plaid/transport.js';
import { createMisbehavingServer, json, plaidError } from '../../support/misbehaving-server.js';
import { countedCall } from '../../support/read-path.js';

/** In no known format, and such that it could be a request id. */
const TOKEN = 'Zk81aQx07LmN55';

describe('an upstream that echoes the request', () => {
  it.each([
    ['access_token', { access_token: TOKEN }],
    ['public_token', { public_token: TOKEN }],
    ['link_token', { link_token: TOKEN }],
    ['processor_token', { processor_token: TOKEN }],
    ['auth_token, within another field', { user_auth: { user_id: 'u', auth_token: TOKEN } }],
  ])('T1: cannot reveal a token in an error or a log, whatever tokens look like: %s', async (_name, body) => {
    const server = await createMisbehavingServer();
    const lines: string[] = [];
    const transport = createTransport({
      baseUrl: server.url,
      clientId: 'made-up-client',
      secret: 'made-up-secret',
      timeoutMs: 5_000,
      now: Date.now,
      random: () => 0,
      redact: (text) => text,
      budget: createRateLimitBudget({ rateLimits: 'off', now: Date.now }),
      log: createLogger({ level: 'trace', destination: { write: (line) => lines.push(line) } }),
    });
    const echo = `You sent ${TOKEN}.`;
    const more = {
      ...{ error_message: echo, display_message: echo, suggested_action: echo, request_id: TOKEN },
      documentation_url: `https://plaid.com/docs/${TOKEN}`,
    };
    server.behave(json(400, plaidError('INVALID_REQUEST', 'INVALID_FIELD', more)));
    const error: unknown = await transport.send(ENDPOINTS.itemRemove, body, countedCall()).catch((e: unknown) => e);
    await transport.close();
    await server.close();
    if (!(error instanceof GatewayError)) throw new Error('expected a GatewayError', { cause: error });
    expect(server.requests[0]?.body).toContain(TOKEN);
    expect(error.details.plaid?.displayMessage).toBe('You sent [removed].');
    expect(lines.join()).toContain('plaid request');
    expect(JSON.stringify([error.details, error.message, String(error.cause), lines])).not.toContain(TOKEN);
  });
});
