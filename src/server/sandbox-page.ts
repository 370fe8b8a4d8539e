import type { FastifyReply } from 'fastify';
import { FIRST_OPERATIONS } from './sandbox-operations.js';
import { sandboxHtml } from './sandbox-html.js';

/** Where Apollo serves the Sandbox from. Without internet the page keeps to its own simple runner. */
const SANDBOX_SCRIPT_ORIGIN = 'https://embeddable-sandbox.cdn.apollographql.com';
const SANDBOX_FRAME_ORIGIN = 'https://sandbox.embed.apollographql.com';

/** GET /graphql in development. */
export interface SandboxPage {
  send(reply: FastifyReply): FastifyReply;
}

/** The page, with a new nonce for each answer: only its own scripts and Apollo's may run. */
export function createSandboxPage(newNonce: () => string): SandboxPage {
  return {
    send(reply) {
      const nonce = newNonce();
      const policy = [
        "default-src 'none'",
        `script-src 'nonce-${nonce}' ${SANDBOX_SCRIPT_ORIGIN}`,
        `style-src 'nonce-${nonce}'`,
        // The embedded Sandbox sets its frame's size with style attributes.
        "style-src-attr 'unsafe-inline'",
        `frame-src ${SANDBOX_FRAME_ORIGIN}`,
        "connect-src 'self' ws: wss:",
        'img-src data:',
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
      ];
      return reply
        .header('content-security-policy', policy.join('; '))
        .type('text/html; charset=utf-8')
        .send(sandboxHtml({ nonce, scriptOrigin: SANDBOX_SCRIPT_ORIGIN, operations: FIRST_OPERATIONS }));
    },
  };
}
