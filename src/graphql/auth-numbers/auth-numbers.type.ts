import { Field, ObjectType } from 'type-graphql';
import type { AuthNumbers } from '../../model/auth-numbers.js';
import { AchNumbersType } from './ach-numbers.type.js';
import { BacsNumbersType } from './bacs-numbers.type.js';
import { EftNumbersType } from './eft-numbers.type.js';
import { InternationalNumbersType } from './international-numbers.type.js';

@ObjectType('AuthNumbers', {
  simpleResolvers: true,
  description:
    'Full account numbers, one list for each payment system. The most sensitive data the gateway has: it is answered only with the scope `auth_numbers:read`, every read is audited, and it should never be stored or logged by a client. To show an account to a person use `mask`.',
})
export class AuthNumbersType implements AuthNumbers {
  @Field(() => [AchNumbersType], {
    description: 'Numbers for ACH and wire transfers in the United States. Empty when no account has them.',
  })
  ach: AuthNumbers['ach'];

  @Field(() => [EftNumbersType], { description: 'Numbers for EFT in Canada. Empty when no account has them.' })
  eft: AuthNumbers['eft'];

  @Field(() => [InternationalNumbersType], {
    description: 'IBAN and BIC, for SEPA and other international payments. Empty when no account has them.',
  })
  international: AuthNumbers['international'];

  @Field(() => [BacsNumbersType], {
    description: 'Numbers for BACS in the United Kingdom. Empty when no account has them.',
  })
  bacs: AuthNumbers['bacs'];
}
