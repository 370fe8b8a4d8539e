import { Field, Int, ObjectType } from 'type-graphql';
import type { PlaidError } from '../../model/plaid-error.js';
import { JsonObject } from '../scalars.js';

@ObjectType('PlaidError', {
  simpleResolvers: true,
  description:
    'What Plaid reported as wrong with an Item or a Link session. This is data that the gateway passes on, not a failure of your request. Decide by `errorCode`; show a person `displayMessage`.',
})
export class PlaidErrorType implements PlaidError {
  @Field(() => String, {
    description:
      'The broad family of the problem, such as `ITEM_ERROR` or `INSTITUTION_ERROR`. Plaid adds families over time.',
  })
  errorType: string;

  @Field(() => String, {
    description:
      'The stable identifier of the problem, such as `ITEM_LOGIN_REQUIRED`: switch on this. Plaid adds codes over time, so keep a default branch.',
  })
  errorCode: string;

  @Field(() => String, {
    nullable: true,
    description: 'A finer reason beneath the code, such as `OAUTH_INVALID_TOKEN`; null when Plaid gives none.',
  })
  errorCodeReason: string | null;

  @Field(() => String, {
    description:
      'An explanation for developers, in English. Its wording changes without notice: never match on it and never show it to a person.',
  })
  errorMessage: string;

  @Field(() => String, {
    nullable: true,
    description: 'A sentence that may be shown to the person; null when the problem is none that they can act on.',
  })
  displayMessage: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Plaid's own id of the request that failed, to quote to Plaid's support; null when the problem was reported by webhook or inside an Item.",
  })
  requestId: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Address of the page in Plaid's documentation about this code; null when Plaid names none.",
  })
  documentationUrl: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Steps that Plaid proposes to a developer; null when it proposes none.',
  })
  suggestedAction: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'The HTTP status that belongs to the problem, set by Plaid only on problems that it reports by webhook; otherwise null.',
  })
  status: number | null;

  @Field(() => [JsonObject], {
    nullable: true,
    description:
      'The separate failures that led to this one, for products that combine several Items; null for all others.',
  })
  causes: Record<string, unknown>[] | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'Account subtypes of which the person should have shared at least one; null unless `errorCode` is about missing accounts.',
  })
  requiredAccountSubtypes: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Account subtypes that the person did share; null unless `errorCode` is about missing accounts.',
  })
  providedAccountSubtypes: string[] | null;
}
