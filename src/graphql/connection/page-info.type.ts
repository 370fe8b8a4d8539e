import { Field, ObjectType } from 'type-graphql';

@ObjectType('PageInfo', {
  simpleResolvers: true,
  description: 'Where a page of a list lies in the whole list.',
})
export class PageInfoType {
  @Field(() => Boolean, {
    description: 'True when more entries follow. Ask again with `after: endCursor` to read them.',
  })
  hasNextPage: boolean;

  @Field(() => Boolean, {
    description: 'True when this page was asked for with `after`, so that entries came before it.',
  })
  hasPreviousPage: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the first entry on this page; null when the page is empty.',
  })
  startCursor: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the last entry on this page, to be handed back as `after`; null when the page is empty.',
  })
  endCursor: string | null;
}
