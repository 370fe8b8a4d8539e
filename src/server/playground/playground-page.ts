import type { FastifyReply } from 'fastify';
import { FIRST_OPERATIONS, type FirstOperation } from './playground-operations.js';
import { PLAYGROUND_SCRIPT } from './playground-script.js';

const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { margin: 0; }
  main { max-width: 60rem; margin: 0 auto; padding: 1.5rem; }
  h1 { font-size: 1.4rem; margin: 0 0 .25rem; }
  h2 { font-size: 1.1rem; margin: 1rem 0 0; }
  code, textarea, pre { font: 14px/1.45 ui-monospace, monospace; }
  textarea { box-sizing: border-box; width: 100%; height: 22rem; padding: .75rem; }
  pre { padding: .75rem; border: 1px solid #8888; min-height: 4rem; overflow: auto; white-space: pre-wrap; }
  button { font: inherit; padding: .3rem .8rem; margin: 0 .4rem .5rem 0; cursor: pointer; }
  #run { font-weight: 600; }
  #sandbox { position: fixed; inset: 0; }
  [hidden] { display: none !important; }
`;

/** The playground, in development: it shows the endpoint and runs operations, also without internet access. */
export function playgroundHtml(options: {
  nonce: string;
  scriptOrigin: string;
  operations: readonly FirstOperation[];
}): string {
  const { nonce, scriptOrigin } = options;
  const operations = JSON.stringify(options.operations).replaceAll('<', '\\u003c');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Plaid GraphQL gateway</title>
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
<main id="simple">
  <h1>Plaid GraphQL gateway</h1>
  <p>The API is at <code id="endpoint">/graphql</code>: POST for queries and mutations, WebSocket (graphql-ws) for
  subscriptions. Choose or write an operation, then run it.</p>
  <div id="examples"></div>
  <textarea id="document" aria-label="GraphQL document" spellcheck="false"></textarea>
  <p><button id="run">Run</button>
  <label>Access token, if the gateway requires one: <input id="token" type="password" autocomplete="off"></label></p>
  <pre id="answer" aria-live="polite"></pre>
  <section id="watching" hidden>
    <h2>Live</h2>
    <p><span id="state"></span> <button id="stop">Stop</button></p>
    <pre id="events" aria-live="polite"></pre>
  </section>
</main>
<div id="sandbox" hidden></div>
<script id="operations" type="application/json" nonce="${nonce}">${operations}</script>
<script id="apollo" src="${scriptOrigin}/_latest/embeddable-sandbox.umd.production.min.js" async nonce="${nonce}"></script>
<script nonce="${nonce}">${PLAYGROUND_SCRIPT}</script>
</body>
</html>
`;
}

/** Where Apollo serves its Sandbox from. Without internet access, the page uses its own simple runner. */
const SANDBOX_SCRIPT_ORIGIN = 'https://embeddable-sandbox.cdn.apollographql.com';
const SANDBOX_FRAME_ORIGIN = 'https://sandbox.embed.apollographql.com';

/** GET /graphql in development. */
export interface PlaygroundPage {
  send(reply: FastifyReply): FastifyReply;
}

/** The page, with a new nonce for each response: only its own scripts and Apollo's may run. */
export function createPlaygroundPage(newNonce: () => string): PlaygroundPage {
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
        .send(playgroundHtml({ nonce, scriptOrigin: SANDBOX_SCRIPT_ORIGIN, operations: FIRST_OPERATIONS }));
    },
  };
}
