import { Field, ObjectType } from 'type-graphql';
import type { RecordedEvent } from '../../model/webhook-event.js';
import { PageInfoType } from '../connection/page-info.type.js';
import { WebhookEventType } from './webhook-event.type.js';

@ObjectType('WebhookEventEdge', { simpleResolvers: true, description: 'One event in a list, with its place there.' })
export class WebhookEventEdgeType {
  @Field(() => String, {
    description:
      "The place of this event in its owner's log, the same as its own `cursor`: the subscription takes it too. Opaque.",
  })
  cursor: string;

  @Field(() => WebhookEventType, { description: 'The event at this place.' })
  node: RecordedEvent;
}

@ObjectType('WebhookEventConnection', {
  simpleResolvers: true,
  description: 'A page of recorded webhook events, oldest first.',
})
export class WebhookEventConnectionType {
  @Field(() => [WebhookEventEdgeType], {
    description: 'The events of this page with their cursors. Empty when there are none.',
  })
  edges: WebhookEventEdgeType[];

  @Field(() => [WebhookEventType], { description: 'The same events without the edges; each knows its cursor.' })
  nodes: RecordedEvent[];

  @Field(() => PageInfoType, { description: 'Whether more events follow, and the cursor to read them with.' })
  pageInfo: PageInfoType;
}
