import type { Browser, Page } from 'playwright-core';
import { describeInBrowser, launchBrowser } from '../support/browser.js';
import { startEmulator } from '../support/emulator-fixture.js';
import type { EmulatorFixture } from '../support/emulator-fixture.js';

const PHONE = { width: 390, height: 844 };

describeInBrowser('the pages of the emulator', () => {
  let browser: Browser;
  let fixture: EmulatorFixture;
  let page: Page;
  let complaints: string[];
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    fixture = await startEmulator();
    page = await browser.newPage({ viewport: PHONE });
    complaints = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
  });
  afterEach(async () => {
    await page.close();
    await fixture.close();
    expect(complaints).toEqual([]);
  });

  const hostedLink = async (more: object = {}): Promise<{ linkToken: string; url: string }> => {
    const { body } = await fixture.client.plaid('/link/token/create', {
      client_name: 'Piggy Budget',
      language: 'en',
      country_codes: ['US'],
      user: { client_user_id: 'person-1' },
      products: ['auth'],
      hosted_link: { completion_redirect_uri: 'https://app.example/done' },
      ...more,
    });
    return { linkToken: String(body.link_token), url: String(body.hosted_link_url) };
  };
  const signIn = async (password: string): Promise<void> => {
    await page.getByLabel('Username').fill('user_good');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Log in' }).click();
  };
  const sessionOf = async (linkToken: string) => {
    const { body } = await fixture.client.plaid('/link/token/get', { link_token: linkToken });
    return (
      body.link_sessions as {
        exit: object | null;
        results: { item_add_results: { public_token: string; accounts: { name: string }[] }[] };
      }[]
    )[0];
  };
  const staysInWidth = () => page.evaluate('document.documentElement.scrollWidth <= window.innerWidth');

  test('the end user chooses a bank, retries a failed login, chooses accounts and returns to the application', async () => {
    const { linkToken, url } = await hostedLink();
    await page.goto(url);
    expect(await staysInWidth()).toBe(true);
    await page.getByLabel('Search').fill('nowhere');
    await page.getByText('No bank matches').waitFor();
    await page.getByLabel('Search').fill('platy');
    await page.getByRole('button', { name: 'Harbor & Main Bank' }).waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'First Platypus Bank' }).click();
    await signIn('wrong');
    await page.getByRole('alert').waitFor();
    await signIn('pass_good');
    await page.getByLabel('Student Loan').uncheck();
    expect(await staysInWidth()).toBe(true);
    await page.getByRole('button', { name: 'Share these accounts' }).click();
    await page.getByText('Your account is connected').waitFor();
    expect(await page.getByRole('link', { name: 'Return to Piggy Budget' }).getAttribute('href')).toBe(
      'https://app.example/done',
    );

    const [added] = (await sessionOf(linkToken))?.results.item_add_results ?? [];
    expect(added?.accounts.map((account) => account.name)).not.toContain('Student Loan');
    expect(added?.accounts).toHaveLength(7);
    expect(
      (await fixture.client.plaid('/item/public_token/exchange', { public_token: added?.public_token })).status,
    ).toBe(200);
  });

  test('leaving exits the session, and the end user can start again', async () => {
    const { linkToken, url } = await hostedLink();
    await page.goto(url);
    await page.getByRole('button', { name: 'Leave without connecting' }).click();
    await page.getByText('Nothing was connected').waitFor();
    expect((await sessionOf(linkToken))?.exit).not.toBeNull();
    await page.getByRole('button', { name: 'Start again' }).click();
    await page.getByRole('heading', { name: 'Choose your bank' }).waitFor();
  });

  test('update mode opens the login of the bank and repairs the Item', async () => {
    const { accessToken } = await fixture.client.link({ institutionId: 'ins_56', products: ['auth'] });
    await fixture.client.plaid('/sandbox/item/reset_login', { access_token: accessToken });
    const { url } = await hostedLink({ access_token: accessToken, products: undefined });
    await page.goto(url);
    await page.getByRole('heading', { name: 'Log in at Harbor & Main Bank' }).waitFor();
    await signIn('pass_good');
    await page.getByText('You are logged in again').waitFor();
    expect((await fixture.client.plaid('/item/get', { access_token: accessToken })).body).toMatchObject({
      item: { error: null },
    });
  });

  test('update mode with account selection shows the shared accounts and the new account', async () => {
    const { accessToken } = await fixture.client.link({ webhook: fixture.hooks.url });
    await fixture.client.plaid('/sandbox/item/fire_webhook', {
      access_token: accessToken,
      webhook_code: 'NEW_ACCOUNTS_AVAILABLE',
    });
    const { url } = await hostedLink({
      access_token: accessToken,
      products: undefined,
      update: { account_selection_enabled: true },
    });
    await page.goto(url);
    await signIn('pass_good');
    expect(await page.getByLabel('Holiday Savings').isChecked()).toBe(false);
    await page.getByLabel('Holiday Savings').check();
    await page.getByLabel('Student Loan').uncheck();
    expect(await staysInWidth()).toBe(true);
    await page.getByRole('button', { name: 'Share these accounts' }).click();
    await page.getByText('You are logged in again').waitFor();
    const { accounts } = (await fixture.client.plaid('/accounts/get', { access_token: accessToken })).body;
    const names = (accounts as { name: string }[]).map((account) => account.name);
    expect(names).toContain('Holiday Savings');
    expect(names).not.toContain('Student Loan');
    expect(names).toHaveLength(8);
  });

  test('the end user enters account numbers and confirms the micro-deposit in update mode', async () => {
    const { linkToken, url } = await hostedLink({ auth: { same_day_microdeposits_enabled: true } });
    await page.goto(url);
    await page.getByRole('button', { name: 'Enter account numbers instead' }).click();
    await page.getByLabel('Routing number').fill('12');
    await page.getByLabel('Account number').fill('900011229999');
    await page.getByRole('button', { name: 'Send the deposit' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Routing number').fill('011401533');
    await page.getByLabel('Account number').fill('900011229999');
    expect(await staysInWidth()).toBe(true);
    await page.getByRole('button', { name: 'Send the deposit' }).click();
    await page.getByText('Your account is connected').waitFor();

    const [added] = (await sessionOf(linkToken))?.results.item_add_results ?? [];
    const exchanged = await fixture.client.plaid('/item/public_token/exchange', { public_token: added?.public_token });
    const accessToken = exchanged.body.access_token;
    const update = await hostedLink({ access_token: accessToken, products: undefined });
    await page.goto(update.url);
    await page.getByLabel('Code').fill('XYZ');
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Code').fill('ABC');
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByText('Your account is confirmed').waitFor();
    expect((await fixture.client.plaid('/auth/get', { access_token: accessToken })).status).toBe(200);
  });

  test('Link works with the keyboard only', async () => {
    const { url } = await hostedLink();
    await page.goto(url);
    await page.getByLabel('Search').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByLabel('Username').waitFor();
    await page.keyboard.type('user_good');
    await page.keyboard.press('Tab');
    await page.keyboard.type('pass_good');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Share these accounts' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Your account is connected').waitFor();
  });

  test('the emulator page shows Items, calls and webhooks live, and its buttons work', async () => {
    await page.setViewportSize({ width: 1400, height: 1000 });
    await page.goto(`${fixture.emulator.url}/emulator`);
    await page.getByText('No Items yet').waitFor();
    const { accessToken } = await fixture.client.link({ webhook: fixture.hooks.url });
    await page.getByRole('cell', { name: 'First Platypus Bank' }).waitFor();

    await page.getByRole('button', { name: 'Break login' }).click();
    await page.getByRole('cell', { name: 'ITEM_LOGIN_REQUIRED' }).waitFor();
    await page.getByRole('cell', { name: 'ITEM / ERROR' }).waitFor();
    await page.getByRole('cell', { name: 'delivered' }).waitFor();
    await page.getByRole('button', { name: 'Repair login' }).click();
    await page.getByRole('cell', { name: 'healthy' }).waitFor();
    await page.getByRole('cell', { name: 'ITEM / LOGIN_REPAIRED' }).waitFor();

    await page.getByLabel('Path').selectOption('/item/get');
    await page.getByLabel('Fault to inject').selectOption('maintenance');
    await page.getByRole('button', { name: 'Add fault' }).click();
    await page.getByText('/item/get × 1').waitFor();
    expect((await fixture.client.plaid('/item/get', { access_token: accessToken })).status).toBe(503);

    await page.getByRole('button', { name: '31 days' }).click();
    await page.getByText('31 d ahead').waitFor();
    await page.getByRole('cell', { name: 'ITEM_LOGIN_REQUIRED' }).waitFor();
    expect(await page.content()).not.toContain(accessToken);
  });

  test('the emulator page shows processor tokens and users, with masked tokens', async () => {
    await page.setViewportSize({ width: 1400, height: 1000 });
    const { accessToken } = await fixture.client.link();
    const { accounts } = (await fixture.client.plaid('/accounts/get', { access_token: accessToken })).body;
    const created = await fixture.client.plaid('/processor/token/create', {
      access_token: accessToken,
      account_id: (accounts as { account_id: string }[])[0]?.account_id,
      processor: 'dwolla',
    });
    await fixture.client.plaid('/user/create', { client_user_id: 'person-7' });
    await page.goto(`${fixture.emulator.url}/emulator`);
    await page.getByRole('cell', { name: 'dwolla' }).waitFor();
    await page.getByRole('cell', { name: 'person-7' }).waitFor();
    const processorToken = String(created.body.processor_token);
    expect(await page.content()).toContain(`processor-sandbox-…${processorToken.slice(-4)}`);
    expect(await page.content()).not.toContain(processorToken);
  });

  test('the emulator page fits a phone screen', async () => {
    await fixture.client.link({ webhook: fixture.hooks.url });
    await page.goto(`${fixture.emulator.url}/emulator`);
    await page.getByRole('cell', { name: 'First Platypus Bank' }).waitFor();
    expect(await staysInWidth()).toBe(true);
  });
});
