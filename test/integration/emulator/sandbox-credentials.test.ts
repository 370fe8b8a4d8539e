import { startEmulator } from '../../support/emulator-fixture.js';
import type { EmulatorFixture } from '../../support/emulator-fixture.js';

interface SessionBody {
  events: { event_name: string; event_metadata: Record<string, string> }[];
  exit: { error: { error_type: string; error_code: string } | null; metadata: { status: string } } | null;
  results: { item_add_results: unknown[] };
}

const basics = {
  client_name: 'Piggy Budget',
  language: 'en',
  country_codes: ['US'],
  user: { client_user_id: 'person-1' },
  products: ['auth'],
  hosted_link: {},
};
const CUSTOM = { override_accounts: [{ type: 'depository', subtype: 'checking', meta: { mask: '0042' } }] };

let fixture: EmulatorFixture;
beforeAll(async () => {
  fixture = await startEmulator();
});
afterAll(() => fixture.close());

/** Without Link. */
const create = (override_username: string, override_password?: string) =>
  fixture.client.plaid('/sandbox/public_token/create', {
    institution_id: 'ins_109508',
    initial_products: ['auth'],
    options: { override_username, override_password },
  });
const linkToken = async (more: object = {}): Promise<string> =>
  String((await fixture.client.plaid('/link/token/create', { ...basics, ...more })).body.link_token);
const submit = (token: string, fields: [string, string][]) =>
  fixture.client.send('POST', `/link/${token}`, {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  });
const pageOf = async (token: string): Promise<string> => (await fixture.client.send('GET', `/link/${token}`)).text;
const sessionOf = async (token: string): Promise<SessionBody | undefined> => {
  const { body } = await fixture.client.plaid('/link/token/get', { link_token: token });
  return (body.link_sessions as SessionBody[])[0];
};
/** Submits the credentials and returns the next page. */
const signIn = async (token: string, username: string, password: string): Promise<string> => {
  await submit(token, [
    ['action', 'choose'],
    ['institution_id', 'ins_109508'],
  ]);
  await submit(token, [
    ['action', 'sign-in'],
    ['username', username],
    ['password', password],
  ]);
  return pageOf(token);
};
const answer = async (token: string, answers: string[]): Promise<string> => {
  await submit(token, [['action', 'mfa'], ...answers.map((one): [string, string] => ['answer', one])]);
  return pageOf(token);
};

/** Every documented way to log in, with the MFA answers by round. */
const people: [string, string, string[][]][] = [
  ['user_good', 'pass_good', []],
  ['user_good', 'microdeposits_good', []],
  ['user_good', '{"recaptcha":"good"}', []],
  ['user_good', 'mfa_device', [['1234']]],
  ['user_good', 'mfa_selections', [['Yes']]],
  [
    'user_good',
    'mfa_questions_2_2',
    [
      ['answer_0_0', 'answer_0_1'],
      ['answer_1_0', 'answer_1_1'],
    ],
  ],
  ['user_good', 'mfa_selections_1_2_3', [['answer_1_1_0', 'answer_1_2_0']]],
  ['user_custom', JSON.stringify(CUSTOM), []],
  ['user_custom', JSON.stringify({ ...CUSTOM, mfa: { type: 'device' } }), [['1234']]],
  [
    'user_custom',
    JSON.stringify({ ...CUSTOM, mfa: { type: 'questions', question_rounds: 1, questions_per_round: 2 } }),
    [['answer_0_0', 'answer_0_1']],
  ],
  ['user_custom', JSON.stringify({ mfa: { type: 'selections' } }), [['answer_1_1_0', 'answer_1_2_0']]],
];

/** Every documented error with its type. */
const errors: [string, string][] = [
  ['INVALID_CREDENTIALS', 'ITEM_ERROR'],
  ['INVALID_MFA', 'ITEM_ERROR'],
  ['INVALID_SEND_METHOD', 'ITEM_ERROR'],
  ['INSUFFICIENT_CREDENTIALS', 'ITEM_ERROR'],
  ['ITEM_LOCKED', 'ITEM_ERROR'],
  ['ITEM_LOGIN_REQUIRED', 'ITEM_ERROR'],
  ['ITEM_NOT_SUPPORTED', 'ITEM_ERROR'],
  ['MFA_NOT_SUPPORTED', 'ITEM_ERROR'],
  ['NO_ACCOUNTS', 'ITEM_ERROR'],
  ['PASSWORD_RESET_REQUIRED', 'ITEM_ERROR'],
  ['USER_INPUT_TIMEOUT', 'ITEM_ERROR'],
  ['USER_SETUP_REQUIRED', 'ITEM_ERROR'],
  ['INSTITUTION_DOWN', 'INSTITUTION_ERROR'],
  ['INSTITUTION_NOT_AVAILABLE', 'INSTITUTION_ERROR'],
  ['INSTITUTION_NOT_RESPONDING', 'INSTITUTION_ERROR'],
  ['INSTITUTION_NO_LONGER_SUPPORTED', 'INSTITUTION_ERROR'],
  ['INTERNAL_SERVER_ERROR', 'API_ERROR'],
];

/** Credentials of Plaid's Sandbox that the emulator does not support. */
const absent: [string, string][] = [
  ['user_transactions_dynamic', 'any'],
  ['user_ewa_user', 'any'],
  ['user_yuppie', 'any'],
  ['user_small_business', 'any'],
  ['user_bank_income', '{}'],
  ['user_credit_bonus', 'any'],
  ['user_credit_joint_account', 'any'],
  ['user_credit_profile_poor', 'any'],
  ['user_credit_profile_good', 'any'],
  ['user_credit_profile_excellent', 'any'],
  ['user_prism_1', 'any'],
  ['user_good', 'error_COUNTRY_NOT_SUPPORTED'],
  ['user_good', 'mfa_questions_0_1'],
  ['user_custom', '{"force_error":"PLAID_ERROR"}'],
];

describe("the test credentials of Plaid's Sandbox", () => {
  test.each(people)(
    '68: %s with %s can log in, without Link and with a headless session',
    async (username, password) => {
      expect((await create(username, password)).status).toBe(200);
      const body = { outcome: 'success', username, password, institutionId: 'ins_109508' };
      const finished = await fixture.client.control('POST', `/emulator/link/${await linkToken()}`, body);
      expect(finished).toMatchObject({ status: 200, body: { status: 'SUCCESS' } });
    },
  );

  test.each(people)(
    '68: %s with %s gets to account selection after the correct answers',
    async (username, password, rounds) => {
      const token = await linkToken();
      let page = await signIn(token, username, password);
      for (const answers of rounds) {
        expect(page).toContain('needs more information');
        page = await answer(token, answers);
      }
      expect(page).toContain('Choose accounts to share');
      const submitted = (await sessionOf(token))?.events.filter((event) => event.event_name === 'SUBMIT_MFA') ?? [];
      expect(submitted).toHaveLength(rounds.length);
    },
  );

  test('68: the checking account of user_good with microdeposits_good is pending verification', async () => {
    const { body } = await create('user_good', 'microdeposits_good');
    const exchanged = await fixture.client.plaid('/item/public_token/exchange', { public_token: body.public_token });
    const response = await fixture.client.plaid('/accounts/get', { access_token: exchanged.body.access_token });
    const statuses = (response.body.accounts as { verification_status?: string }[]).map(
      (one) => one.verification_status,
    );
    expect(statuses.filter((status) => status !== undefined)).toEqual(['pending_automatic_verification']);
  });

  test('68: an incorrect answer is INVALID_MFA; the round can be retried, or the session exited with that error', async () => {
    const token = await linkToken();
    await signIn(token, 'user_good', 'mfa_questions_1_1');
    expect(await answer(token, ['no idea'])).toContain('An answer is incorrect');
    expect((await sessionOf(token))?.events.at(-1)).toMatchObject({
      event_name: 'ERROR',
      event_metadata: { error_code: 'INVALID_MFA' },
    });
    await submit(token, [['action', 'exit']]);
    expect((await sessionOf(token))?.exit).toMatchObject({
      error: { error_code: 'INVALID_MFA' },
      metadata: { status: 'requires_questions' },
    });
  });

  test('68: accounts cannot be shared before MFA is completed', async () => {
    const token = await linkToken();
    await signIn(token, 'user_good', 'mfa_device');
    await submit(token, [
      ['action', 'accounts'],
      ['account', '4410'],
    ]);
    expect(await pageOf(token)).toContain('needs more information');
    expect((await sessionOf(token))?.results.item_add_results).toEqual([]);
  });

  test.each(errors)('68: the password error_%s returns that error, with Link and without', async (code, type) => {
    const refusal = { error_type: type, error_code: code };
    expect((await create('user_good', `error_${code}`)).body).toMatchObject(refusal);
    expect((await create('user_custom', JSON.stringify({ force_error: code }))).body).toMatchObject(refusal);
    const headless = { outcome: 'success', username: 'user_good', password: `error_${code}` };
    expect(await fixture.client.control('POST', `/emulator/link/${await linkToken()}`, headless)).toMatchObject({
      body: { errorCode: code },
    });
    const token = await linkToken();
    expect(await signIn(token, 'user_good', `error_${code}`)).toContain('id="refused"');
    expect((await sessionOf(token))?.events.at(-1)?.event_metadata).toMatchObject(refusal);
    await submit(token, [['action', 'exit']]);
    expect((await sessionOf(token))?.exit?.error).toMatchObject(refusal);
  });

  test('68: a bad reCAPTCHA is RECAPTCHA_BAD', async () => {
    const refusal = { error_type: 'RECAPTCHA_ERROR', error_code: 'RECAPTCHA_BAD' };
    expect((await create('user_good', '{"recaptcha":"bad"}')).body).toMatchObject(refusal);
    expect((await create('user_custom', '{"recaptcha":"bad"}')).body).toMatchObject(refusal);
  });

  test.each(absent)('68: %s with %s is reported as not supported, not as incorrect', async (username, password) => {
    const refused = await create(username, password);
    expect(refused).toMatchObject({ status: 400, body: { error_code: 'NOT_MODELLED_BY_EMULATOR' } });
    expect(refused.body.error_message).toMatch(/ exists in Plaid's Sandbox but not in this emulator/);
    const token = await linkToken();
    expect(await signIn(token, username, password)).toContain('exists in Plaid&#39;s Sandbox but not in this emulator');
    expect((await sessionOf(token))?.events.map((event) => event.event_name)).not.toContain('ERROR');
  });

  test.each([
    ['user_good', 'wrong'],
    ['user_nobody', 'pass_good'],
    ['microdeposits_good', 'pass_good'],
  ])('68: %s with %s is INVALID_CREDENTIALS', async (username, password) => {
    expect((await create(username, password)).body).toMatchObject({ error_code: 'INVALID_CREDENTIALS' });
  });
});
