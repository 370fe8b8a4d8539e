import { GatewayError } from '../../../src/errors/gateway-error.js';
import type { CreateLinkSessionInput } from '../../../src/graphql/link-session/link-session.input.js';
import { linkTokenRequest } from '../../../src/graphql/link-session/link-token-request.js';

const SETTINGS = {
  countryCodes: ['US'],
  link: {
    clientName: 'Configured',
    allowedRedirectOrigins: ['https://app.example', 'https://a.example', 'myapp:'],
    allowClientName: true,
    allowSms: true,
  },
};

const requestOf = (input: CreateLinkSessionInput) => linkTokenRequest(input, SETTINGS);

function rejectedPaths(input: CreateLinkSessionInput): string[] {
  try {
    linkTokenRequest(input, SETTINGS);
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'BAD_USER_INPUT') {
      return (error.details.fields ?? []).map((field) => field.path);
    }
    throw error;
  }
  return [];
}

const birthday = (dateOfBirth: string): CreateLinkSessionInput => ({ products: ['auth'], user: { dateOfBirth } });

describe('the body of /link/token/create', () => {
  it('contains every field of the input under its snake_case name', () => {
    const request = requestOf({
      products: ['auth'],
      requiredIfSupportedProducts: ['identity'],
      optionalProducts: ['transactions'],
      additionalConsentedProducts: ['liabilities'],
      clientName: 'App',
      language: 'en',
      countryCodes: ['US'],
      user: {
        legalName: 'A B',
        phoneNumber: '+14155550123',
        emailAddress: 'a@example.com',
        dateOfBirth: '1990-01-02',
        name: { givenName: 'A', familyName: 'B' },
        address: { street: 's', street2: 't', city: 'c', region: 'CA', postalCode: '9', country: 'US' },
      },
      userId: 'usr_1',
      redirectUri: 'https://app.example/return',
      linkCustomizationName: 'dark',
      institutionId: 'ins_1',
      institutionData: { routingNumber: '021000021' },
      accountFilters: {
        depository: ['checking'],
        limitedPurposeTypes: ['x'],
        credit: ['all'],
        loan: ['all'],
        investment: ['all'],
        other: ['all'],
      },
      hostedLink: {
        deliveryMethod: 'sms',
        completionRedirectUri: 'https://app.example/done',
        urlLifetimeSeconds: 60,
        isMobileApp: true,
      },
      enableMultiItemLink: true,
      updateItemId: 'item-1',
      update: { accountSelectionEnabled: true },
      auth: {
        authTypeSelectEnabled: true,
        automatedMicrodepositsEnabled: true,
        instantMatchEnabled: false,
        sameDayMicrodepositsEnabled: true,
        instantMicrodepositsEnabled: false,
        rerouteToCredentials: 'OFF',
        smsMicrodepositsVerificationEnabled: true,
      },
      transactions: { daysRequested: 30 },
      options: { statements: { start_date: '2026-01-01' } },
    });
    expect(request).toEqual({
      products: ['auth'],
      required_if_supported_products: ['identity'],
      optional_products: ['transactions'],
      additional_consented_products: ['liabilities'],
      client_name: 'App',
      language: 'en',
      country_codes: ['US'],
      user: {
        legal_name: 'A B',
        phone_number: '+14155550123',
        email_address: 'a@example.com',
        date_of_birth: '1990-01-02',
        name: { given_name: 'A', family_name: 'B' },
        address: { street: 's', street2: 't', city: 'c', region: 'CA', postal_code: '9', country: 'US' },
      },
      user_id: 'usr_1',
      redirect_uri: 'https://app.example/return',
      link_customization_name: 'dark',
      institution_id: 'ins_1',
      institution_data: { routing_number: '021000021' },
      account_filters: {
        depository: { account_subtypes: ['checking'], limited_purpose_types: ['x'] },
        credit: { account_subtypes: ['all'] },
        loan: { account_subtypes: ['all'] },
        investment: { account_subtypes: ['all'] },
        other: { account_subtypes: ['all'] },
      },
      hosted_link: {
        delivery_method: 'sms',
        completion_redirect_uri: 'https://app.example/done',
        url_lifetime_seconds: 60,
        is_mobile_app: true,
      },
      enable_multi_item_link: true,
      update: { account_selection_enabled: true },
      auth: {
        auth_type_select_enabled: true,
        automated_microdeposits_enabled: true,
        instant_match_enabled: false,
        same_day_microdeposits_enabled: true,
        instant_microdeposits_enabled: false,
        reroute_to_credentials: 'OFF',
        sms_microdeposits_verification_enabled: true,
      },
      transactions: { days_requested: 30 },
      statements: { start_date: '2026-01-01' },
    });
  });

  it('omits null fields and keeps empty objects', () => {
    expect(requestOf({ products: ['auth'], user: null, hostedLink: {} })).toEqual({
      products: ['auth'],
      hosted_link: {},
    });
  });

  it('does not need products in update mode', () => {
    expect(requestOf({ updateItemId: 'item-1' })).toEqual({});
  });

  it.each<[string, CreateLinkSessionInput, string[]]>([
    ['no products', {}, ['input.products']],
    ['balance as a product', { products: ['auth', 'balance'] }, ['input.products']],
    ['a product in two lists', { products: ['auth'], optionalProducts: ['auth'] }, ['input.optionalProducts']],
    ['update without an Item', { products: ['auth'], update: {} }, ['input.update']],
    [
      'a redirect URI with query parameters',
      { products: ['auth'], redirectUri: 'https://a.example/?x=1' },
      ['input.redirectUri'],
    ],
    ['a leap day in another year', birthday('1991-02-29'), ['input.user.dateOfBirth']],
    ['a date of birth in month 13', birthday('1990-13-01'), ['input.user.dateOfBirth']],
    [
      'a routing number of eight digits',
      { products: ['auth'], institutionData: { routingNumber: '02100002' } },
      ['input.institutionData.routingNumber'],
    ],
    ['nothing for a leap day', birthday('1992-02-29'), []],
    ['a redirect URI that is not a URL', { products: ['auth'], redirectUri: 'nowhere' }, ['input.redirectUri']],
    [
      'a redirect URI in an Android app',
      { products: ['auth'], redirectUri: 'https://a.example/', androidPackageName: 'a.b' },
      ['input.redirectUri'],
    ],
    [
      'micro-deposits outside the US',
      { products: ['auth'], countryCodes: ['US', 'CA'], auth: { sameDayMicrodepositsEnabled: true } },
      ['input.countryCodes'],
    ],
    [
      'limitedPurposeTypes without depository',
      { products: ['auth'], accountFilters: { limitedPurposeTypes: ['x'] } },
      ['input.accountFilters.limitedPurposeTypes'],
    ],
    ['an unknown option', { products: ['auth'], options: { nonsense: 1 } }, ['input.options']],
    ['an option that has a field of its own', { products: ['auth'], options: { language: 'fr' } }, ['input.options']],
    [
      'a webhook URL in options',
      { products: ['auth'], options: { webhook: 'https://evil.example' } },
      ['input.options', 'input.options'],
    ],
    [
      'a nested access token',
      { products: ['auth'], options: { income_verification: { a: [{ access_tokens: ['x'] }] } } },
      ['input.options'],
    ],
  ])('rejects %s and reports its path', (_name, input, paths) => {
    expect(rejectedPaths(input)).toEqual(paths);
  });

  it('does not repeat rejected options', () => {
    const attempt = () => requestOf({ products: ['auth'], options: { my_secret_key: 'my_secret_value' } });
    expect(attempt).toThrow(GatewayError);
    try {
      attempt();
    } catch (error) {
      expect(JSON.stringify((error as GatewayError).details)).not.toContain('my_secret');
    }
  });

  it('rejects options that are nested deeper than the call stack', () => {
    let nested: unknown = { secret: 'x' };
    for (let level = 0; level < 100_000; level += 1) nested = [nested];
    const paths = rejectedPaths({ products: ['auth'], options: { transfer: nested } });
    expect(new Set(paths)).toEqual(new Set(['input.options']));
  });
});
