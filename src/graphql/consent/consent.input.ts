import { IsObject, IsOptional, Length } from 'class-validator';
import { Field, ID, InputType } from 'type-graphql';
import { badUserInput } from '../../errors/gateway-error.js';
import { searchJson } from '../link-session/link-passthrough.js';
import { JsonObject } from '../scalars.js';

@InputType('UnlinkApplicationInput', { description: 'Which application may no longer read which Item.' })
export class UnlinkApplicationInput {
  @Field(() => ID, { description: 'The Item. One of your own; absent and foreign ids answer NOT_FOUND.' })
  @Length(1, 256)
  itemId: string;

  @Field(() => ID, { description: 'The application: an `applicationId` of `Item.connectedApplications`.' })
  @Length(1, 256)
  applicationId: string;
}

@InputType('UpdateApplicationScopesInput', { description: 'What an application may read of an Item from now on.' })
export class UpdateApplicationScopesInput {
  @Field(() => ID, { description: 'The Item. One of your own; absent and foreign ids answer NOT_FOUND.' })
  @Length(1, 256)
  itemId: string;

  @Field(() => ID, { description: 'The application: an `applicationId` of `Item.connectedApplications`.' })
  @Length(1, 256)
  applicationId: string;

  @Field(() => JsonObject, {
    description:
      "What it may read, in Plaid's own keys: `product_access`, `accounts` and `new_accounts`. What Plaid does not know answers UPSTREAM_REJECTED.",
  })
  @IsObject()
  scopes: Record<string, unknown>;

  @Field(() => String, {
    nullable: true,
    description: 'A text of yours that Plaid keeps with the change, to tell repeated ones apart. Null: none.',
  })
  @IsOptional()
  @Length(1, 256)
  state?: string | null;

  @Field(() => String, {
    description: 'Where the person made the change: `ENROLLMENT` when they connected it, `PORTAL` afterwards.',
  })
  @Length(1, 32)
  context: string;
}

/** Fails with BAD_USER_INPUT when the object holds what is the gateway's own to say, or cannot be written as JSON. */
export function validateScopes(scopes: Record<string, unknown>): void {
  const found = searchJson(scopes);
  if (!found.hasReservedKey && !found.isTooDeep) return;
  const rule = 'must be what an application may read, in keys of Plaid, and not nested deeply';
  throw badUserInput('The scopes are not scopes.', [{ path: 'input.scopes', rule }]);
}
