import type { Browser, Page } from 'playwright-core';
import { describeInBrowser, launchBrowser } from '../support/browser.js';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.js';
import * as operations from '../generated/operations.js';
import { createGraphqlClient, type GraphqlClient } from '../support/graphql-client.js';
import { createTempDir } from '../support/temp-dir.js';

describeInBrowser('the playground in a browser', () => {
  const dataDir = createTempDir();
  let gateway: GatewayProcess;
  let client: GraphqlClient;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    gateway = await startGatewayProcess({ DATA_DIR: dataDir.path });
    client = createGraphqlClient(gateway.url);
    browser = await launchBrowser();
    page = await browser.newPage();
    await page.goto(`${gateway.url}/graphql`);
  }, 60_000);

  afterAll(async () => {
    await browser.close();
    await client.close();
    await gateway.stop();
    dataDir.remove();
  });

  async function runExample(label: string): Promise<void> {
    await page.getByRole('button', { name: label }).click();
    await page.getByRole('button', { name: 'Run', exact: true }).click();
  }

  it('opens GET /graphql, runs the example query, and links a bank', async () => {
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.locator('#answer', { hasText: '"status": "HEALTHY"' }).waitFor();
    await runExample('My banks and accounts');
    await page.locator('#answer', { hasText: '"totalCount": 1' }).waitFor();
    expect(await page.locator('#answer').textContent()).toContain('First Platypus Bank');
  });

  it('shows a webhook after the login breaks', async () => {
    await runExample('Watch webhooks');
    await page.locator('#state', { hasText: 'Listening' }).waitFor();
    await runExample('Break the login of this bank');
    await page.locator('#events', { hasText: '"webhookCode": "ERROR"' }).waitFor();
    expect(await page.locator('#events').textContent()).toContain('"requiredAction": "REAUTHENTICATE"');
  });

  it('links a bank on the Hosted Link page: institution, login, accounts, finish', async () => {
    await runExample('Open Link on a hosted page');
    await page.locator('#answer', { hasText: 'hostedLinkUrl' }).waitFor();
    const response = (await page.locator('#answer').textContent()) ?? '';
    const sessions = client.subscribe(operations.LinkSessionUpdatedDocument, { id: textAfter('"id": ', response) });
    const hosted = await browser.newPage();
    await hosted.goto(textAfter('"hostedLinkUrl": ', response));
    await hosted.getByRole('button', { name: 'Tartan Bank' }).click();
    await hosted.getByLabel('Username').fill('user_good');
    await hosted.getByLabel('Password').fill('pass_good');
    await hosted.getByRole('button', { name: 'Log in' }).click();
    await hosted.getByRole('button', { name: 'Share these accounts' }).click();
    await hosted.getByText('Your account is connected').waitFor();
    await hosted.close();

    for await (const { data } of sessions) {
      if (data?.linkSessionUpdated.status === 'SUCCEEDED') break;
    }
    const { viewer } = await client.must(operations.MyItemsDocument, { first: 10 });
    expect(viewer.items.nodes.map((item) => item.institutionName)).toEqual(['First Platypus Bank', 'Tartan Bank']);
  });
});

/** The JSON string that follows `before`. */
function textAfter(before: string, json: string): string {
  return new RegExp(`${before}"([^"]+)"`).exec(json)?.[1] ?? '';
}
