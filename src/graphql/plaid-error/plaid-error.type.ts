import { Field, Int, ObjectType } from 'type-graphql';
import type { PlaidError } from '../../model/plaid-error.js';
import { JsonObject } from '../scalars.js';

@ObjectType('PlaidError', {
  simpleResolvers: true,
  description:
    'A problem that Plaid reports with an Item or a Link session. It is data, not an error of your request. Branch on `errorCode`, and show `displayMessage` to the end user.',
})
export class PlaidErrorType implements PlaidError {
  @Field(() => String, {
    description: 'The category of the problem, such as `ITEM_ERROR` or `INSTITUTION_ERROR`. Plaid may add categories.',
  })
  errorType: string;

  @Field(() => String, {
    description:
      'The stable identifier of the problem, such as `ITEM_LOGIN_REQUIRED`. Branch on this field. Plaid may add codes, so include a default branch.',
  })
  errorCode: string;

  @Field(() => String, {
    nullable: true,
    description: 'A more specific reason, such as `OAUTH_INVALID_TOKEN`. Null if Plaid reports none.',
  })
  errorCodeReason: string | null;

  @Field(() => String, {
    description:
      'An explanation for developers, in English. The wording can change at any time, so do not match on it or show it to end users.',
  })
  errorMessage: string;

  @Field(() => String, {
    nullable: true,
    description: 'A message that you can show to the end user. Null if the end user cannot act on the problem.',
  })
  displayMessage: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Plaid's id of the failed request, for use with Plaid's support. Null if the problem was reported by webhook or as part of an Item.",
  })
  requestId: string | null;

  @Field(() => String, {
    nullable: true,
    description: "URL of Plaid's documentation for this code. Null if Plaid reports none.",
  })
  documentationUrl: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The action that Plaid suggests to developers. Null if Plaid suggests none.',
  })
  suggestedAction: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'The HTTP status of the problem. Plaid sets it only for problems that it reports by webhook; otherwise null.',
  })
  status: number | null;

  @Field(() => [JsonObject], {
    nullable: true,
    description:
      'The individual failures that led to this problem, for products that combine several Items. Otherwise null.',
  })
  causes: Record<string, unknown>[] | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'Account subtypes of which the end user should have shared at least one. Null unless `errorCode` is about missing accounts.',
  })
  requiredAccountSubtypes: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Account subtypes that the end user did share. Null unless `errorCode` is about missing accounts.',
  })
  providedAccountSubtypes: string[] | null;
}
