import { IsObject, IsOptional, Length } from 'class-validator';
import { Field, ID, InputType } from 'type-graphql';
import { badUserInput } from '../../errors/gateway-error.js';
import { searchJson } from '../link-session/link-passthrough.js';
import { JsonObject } from '../scalars.js';

@InputType('UnlinkApplicationInput', {
  description: 'The application to disconnect, and the Item to disconnect it from.',
})
export class UnlinkApplicationInput {
  @Field(() => ID, { description: 'The Item. An id that does not exist or belongs to another user returns NOT_FOUND.' })
  @Length(1, 256)
  itemId: string;

  @Field(() => ID, { description: 'The application: an `applicationId` from `Item.connectedApplications`.' })
  @Length(1, 256)
  applicationId: string;
}

@InputType('UpdateApplicationScopesInput', { description: 'What an application may read from an Item from now on.' })
export class UpdateApplicationScopesInput {
  @Field(() => ID, { description: 'The Item. An id that does not exist or belongs to another user returns NOT_FOUND.' })
  @Length(1, 256)
  itemId: string;

  @Field(() => ID, { description: 'The application: an `applicationId` from `Item.connectedApplications`.' })
  @Length(1, 256)
  applicationId: string;

  @Field(() => JsonObject, {
    description:
      "What the application may read, as Plaid's snake_case object with the keys `product_access`, `accounts` and `new_accounts`. Values that Plaid does not accept return UPSTREAM_REJECTED.",
  })
  @IsObject()
  scopes: Record<string, unknown>;

  @Field(() => String, {
    nullable: true,
    description:
      'A string of your choice that Plaid stores with the change, so that you can recognize repeated requests. If null, none is stored.',
  })
  @IsOptional()
  @Length(1, 256)
  state?: string | null;

  @Field(() => String, {
    description:
      'Where the end user made the change: `ENROLLMENT` (while connecting the application) or `PORTAL` (later).',
  })
  @Length(1, 32)
  context: string;
}

/** Fails with BAD_USER_INPUT if the object contains keys that only the gateway may set, or is nested too deeply. */
export function validateScopes(scopes: Record<string, unknown>): void {
  const found = searchJson(scopes);
  if (!found.hasReservedKey && !found.isTooDeep) return;
  const rule = "must contain only Plaid's keys for scopes, and must not be nested deeply";
  throw badUserInput('The scopes are invalid. See `fields` for the rule to follow.', [{ path: 'input.scopes', rule }]);
}
