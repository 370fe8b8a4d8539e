import { ArrayNotEmpty, IsOptional, Length } from 'class-validator';
import { Field, InputType } from 'type-graphql';

@InputType('LinkInstitutionDataInput', { description: 'An institution that Link should put first.' })
export class LinkInstitutionDataInput {
  @Field(() => String, {
    nullable: true,
    description: "The institution's US routing number: nine digits. Null: none is put first.",
  })
  @IsOptional()
  @Length(1, 32)
  routingNumber?: string | null;
}

@InputType('LinkAccountFiltersInput', {
  description:
    'Account subtypes that the person may choose, by type. A type that is null is not offered once any other is given; `["all"]` offers every subtype of it.',
})
export class LinkAccountFiltersInput {
  @Field(() => [String], {
    nullable: true,
    description: 'Depository subtypes, such as `checking` and `savings`. Null: see above.',
  })
  @IsOptional()
  @ArrayNotEmpty()
  @Length(1, 64, { each: true })
  depository?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'Kinds of limited-purpose checking accounts to offer; only together with `depository`. Null: as Plaid decides.',
  })
  @IsOptional()
  @ArrayNotEmpty()
  @Length(1, 64, { each: true })
  limitedPurposeTypes?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Credit subtypes, such as `credit card`. Null: see above.' })
  @IsOptional()
  @ArrayNotEmpty()
  @Length(1, 64, { each: true })
  credit?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Loan subtypes, such as `mortgage`. Null: see above.' })
  @IsOptional()
  @ArrayNotEmpty()
  @Length(1, 64, { each: true })
  loan?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Investment subtypes, such as `401k`. Null: see above.' })
  @IsOptional()
  @ArrayNotEmpty()
  @Length(1, 64, { each: true })
  investment?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Subtypes of all other accounts. Null: see above.' })
  @IsOptional()
  @ArrayNotEmpty()
  @Length(1, 64, { each: true })
  other?: string[] | null;
}
