import { startSides } from '/work/wt/feed/test/bench/live-sides.js';
import { openCrowd } from '/work/wt/feed/test/bench/crowd.js';
const s = await startSides({bareChecks:false});
console.log('sides', s.gateway.url, s.bare.url);
const q=(p:string)=>`subscription ($types: [String!]) { webhookEvents(types: $types) { id cursor webhookType webhookCode environment receivedAt itemId ${p} } }`;
for (const [side, query] of [[s.gateway, q('... on GenericWebhookEvent { payload }')],[s.bare, q('payload')]] as const) {
  console.log('mem', await side.memoryBytes());
  const c = await openCrowd({url: side.url, token: s.token, query, count: 5});
  console.log('opened');
  const w = c.waitEach().then(()=>console.log('each'));
  for (let i=0;i<3;i++) { await side.deliver('TO_ALL',['PRIMER'],1); console.log('delivered'); await new Promise(r=>setTimeout(r,300)); }
  await Promise.race([w, new Promise(r=>setTimeout(r,2000))]);
  await c.leave(); await c.end(); console.log('ended');
}
await s.close(); console.log('closed');
