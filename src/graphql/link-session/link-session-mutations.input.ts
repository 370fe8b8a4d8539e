import { IsOptional, Length } from 'class-validator';
import { Field, ID, InputType } from 'type-graphql';

@InputType('CompleteLinkSessionInput', { description: 'Names the session whose outcome is to be fetched and stored.' })
export class CompleteLinkSessionInput {
  @Field(() => ID, {
    description:
      'The `id` that `createLinkSession` answered. One of your own; absent and foreign ids answer NOT_FOUND.',
  })
  @Length(1, 256)
  linkSessionId: string;
}

@InputType('ExchangePublicTokenInput', { description: "A public token from Link's onSuccess." })
export class ExchangePublicTokenInput {
  @Field(() => String, {
    description:
      "What Link's onSuccess handed to your app; begins with `public-`. Valid for 30 minutes and for one exchange.",
  })
  @Length(1, 512)
  publicToken: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The Link session it came from, so that the Item appears in its `items`. Null: not told.',
  })
  @IsOptional()
  @Length(1, 256)
  linkSessionId?: string | null;
}
