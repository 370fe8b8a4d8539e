import { ITEM_ID } from './playground-operations.js';

/**
 * The script of the playground: a runner for queries, mutations and subscriptions that needs only this server. Apollo Sandbox
 * replaces it when that can be loaded.
 */
export const PLAYGROUND_SCRIPT = `
  const operations = JSON.parse(document.getElementById('operations').textContent);
  const byId = (id) => document.getElementById(id);
  const endpoint = new URL('/graphql', location.href).href;
  const webSocketEndpoint = endpoint.replace(/^http/, 'ws');
  let lastItemId = '${ITEM_ID}';
  let socket = null;

  byId('endpoint').textContent = endpoint;
  byId('document').value = operations[0].document;
  for (const operation of operations) {
    const button = document.createElement('button');
    button.textContent = operation.label;
    button.addEventListener('click', () => {
      byId('document').value = operation.document.replace('${ITEM_ID}', lastItemId);
    });
    byId('examples').append(button);
  }

  const authorization = () => (byId('token').value ? { authorization: 'Bearer ' + byId('token').value } : {});

  async function run(query) {
    byId('answer').textContent = '…';
    try {
      const response = await fetch(endpoint, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...authorization() },
        body: JSON.stringify({ query }),
      });
      const text = JSON.stringify(await response.json(), null, 2);
      lastItemId = /"item": \\{\\s+"id": "([^"]+)"/.exec(text)?.[1] ?? lastItemId;
      byId('answer').textContent = text;
    } catch (error) {
      byId('answer').textContent = String(error);
    }
  }

  function watch(query) {
    socket?.close();
    const current = (socket = new WebSocket(webSocketEndpoint, 'graphql-transport-ws'));
    const state = (text) => { if (socket === current) byId('state').textContent = text; };
    const send = (message) => current.send(JSON.stringify(message));
    byId('watching').hidden = false;
    byId('events').textContent = '';
    state('Connecting…');
    current.addEventListener('open', () => send({ type: 'connection_init', payload: authorization() }));
    current.addEventListener('close', (event) => state('Closed. ' + event.reason));
    current.addEventListener('message', ({ data }) => {
      const message = JSON.parse(data);
      if (message.type === 'ping') send({ type: 'pong' });
      if (message.type === 'connection_ack') {
        send({ id: '1', type: 'subscribe', payload: { query } });
        state('Listening. Events appear here as they happen.');
      }
      if (message.type === 'complete') state('Ended by the server.');
      if (message.type === 'next' || message.type === 'error') {
        byId('events').prepend(JSON.stringify(message.payload, null, 2) + '\\n\\n');
      }
    });
  }

  byId('run').addEventListener('click', () => {
    const query = byId('document').value;
    if (/^\\s*(#.*\\n\\s*)*subscription\\b/.test(query)) watch(query);
    else void run(query);
  });
  byId('stop').addEventListener('click', () => socket?.close(1000, 'Stopped.'));

  byId('apollo').addEventListener('load', () => {
    byId('simple').hidden = true;
    byId('sandbox').hidden = false;
    new window.EmbeddedSandbox({
      target: '#sandbox',
      initialEndpoint: endpoint,
      initialSubscriptionEndpoint: webSocketEndpoint,
      includeCookies: false,
      runTelemetry: false,
      initialState: { document: operations.map((operation) => operation.document).join('\\n\\n'), includeCookies: false },
    });
  });
`;
