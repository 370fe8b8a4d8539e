import { Field, ObjectType } from 'type-graphql';
import type { OwnedItem } from '../../model/item.js';
import type { OwnedLinkSession } from '../../model/link-session.js';
import { ItemType } from '../item/item.type.js';
import { LinkSessionType } from './link-session.type.js';

@ObjectType('CreateLinkSessionPayload', { simpleResolvers: true, description: 'The session that was made.' })
export class CreateLinkSessionPayload {
  @Field(() => LinkSessionType, {
    description: 'The new session. Open Link with its `linkToken`, or send the person to its `hostedLinkUrl`.',
  })
  linkSession: OwnedLinkSession;
}

@ObjectType('CompleteLinkSessionPayload', { simpleResolvers: true, description: 'What a session has come to.' })
export class CompleteLinkSessionPayload {
  @Field(() => LinkSessionType, { description: 'The session as it is now.' })
  linkSession: OwnedLinkSession;

  @Field(() => [ItemType], {
    description:
      'Every Item of the session, stored now or before. Empty when the person has not finished, and in update mode.',
  })
  items: OwnedItem[];
}

@ObjectType('ExchangePublicTokenPayload', {
  simpleResolvers: true,
  description: 'The Item that a public token became.',
})
export class ExchangePublicTokenPayload {
  @Field(() => ItemType, { description: 'The Item, stored for you. Its access token stays in the gateway.' })
  item: OwnedItem;
}
