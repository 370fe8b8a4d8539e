import { Field, ID, InterfaceType, ObjectType } from 'type-graphql';
import { DateTime } from '../scalars.js';
import { typeNameOfEvent } from './event-kinds.js';

@InterfaceType('WebhookEvent', {
  resolveType: typeNameOfEvent,
  description:
    'A webhook that Plaid sent about something of yours, verified and recorded once however often Plaid sent it. It tells that something changed, not what is true now: read the Item for that. What is particular to a kind is selected with inline fragments. Kinds without a type of their own are GenericWebhookEvents; over time they may get one.',
})
export abstract class WebhookEventType {
  @Field(() => ID, {
    description:
      "The gateway's own id of the event; starts with `we_`. Never given twice, so clients may drop repeats by it.",
  })
  id: string;

  @Field(() => String, {
    description: 'The family of the webhook, such as `ITEM`, `AUTH` or `LINK`. Plaid adds families over time.',
  })
  webhookType: string;

  @Field(() => String, {
    description: 'What happened, within the family, such as `ERROR` or `DEFAULT_UPDATE`. Plaid adds codes over time.',
  })
  webhookCode: string;

  @Field(() => String, {
    description:
      "The Plaid environment that sent it: `sandbox` or `production`. The gateway's own emulator says `sandbox`.",
  })
  environment: string;

  @Field(() => DateTime, { description: 'When the gateway received and recorded it.' })
  receivedAt: number;

  @Field(() => ID, { nullable: true, description: 'The Item it is about; null for webhooks about a Link session.' })
  itemId: string | null;
}

@ObjectType('GenericWebhookEvent', {
  implements: WebhookEventType,
  simpleResolvers: true,
  description: 'A webhook in the form in which Plaid sent it, for kinds that have no type of their own here.',
})
export class GenericWebhookEventType extends WebhookEventType {}
