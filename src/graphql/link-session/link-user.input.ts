import { IsOptional, Length, Matches, ValidateNested } from 'class-validator';
import { Field, InputType } from 'type-graphql';

@InputType('LinkUserNameInput', { description: "A person's name in two parts." })
export class LinkUserNameInput {
  @Field(() => String, { description: 'First name or names.' })
  @Length(1, 256)
  givenName: string;

  @Field(() => String, { description: 'Last name or names.' })
  @Length(1, 256)
  familyName: string;
}

@InputType('LinkUserAddressInput', { description: 'Where a person lives, for verifying who they are.' })
export class LinkUserAddressInput {
  @Field(() => String, { nullable: true, description: 'Street and house number. Null: not given.' })
  @IsOptional()
  @Length(1, 256)
  street?: string | null;

  @Field(() => String, { nullable: true, description: 'Flat, floor or another second line. Null: none.' })
  @IsOptional()
  @Length(1, 256)
  street2?: string | null;

  @Field(() => String, { nullable: true, description: 'Town. Null: not given.' })
  @IsOptional()
  @Length(1, 256)
  city?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'State or province as an ISO 3166-2 code without the country, such as `CA`. Null: not given.',
  })
  @IsOptional()
  @Length(1, 64)
  region?: string | null;

  @Field(() => String, { nullable: true, description: 'ZIP or postal code. Null: not given.' })
  @IsOptional()
  @Length(1, 32)
  postalCode?: string | null;

  @Field(() => String, { description: 'ISO 3166-1 alpha-2 code, such as `US`.' })
  @Length(2, 2)
  country: string;
}

@InputType('LinkUserInput', {
  description:
    'What you know of the person, so that Link can fill it in. All of it goes to Plaid and none of it is kept by the gateway.',
})
export class LinkUserInput {
  @Field(() => String, {
    nullable: true,
    description:
      "Full legal name, for micro-deposits and for comparing with the account's holder. Null: Link asks when it needs it.",
  })
  @IsOptional()
  @Length(1, 512)
  legalName?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Phone number in E.164 form, such as `+14155550123`. Null: Link asks when it needs it.',
  })
  @IsOptional()
  @Matches(/^\+[1-9]\d{1,14}$/, { message: 'phoneNumber must be in E.164 form' })
  phoneNumber?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'E-mail address; needed to deliver Hosted Link by e-mail. Null: not given.',
  })
  @IsOptional()
  @Length(3, 320)
  @Matches(/^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u, { message: 'emailAddress must be one e-mail address' })
  emailAddress?: string | null;

  @Field(() => String, { nullable: true, description: 'Date of birth as `YYYY-MM-DD`. Null: not given.' })
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: 'dateOfBirth must be written YYYY-MM-DD' })
  dateOfBirth?: string | null;

  @Field(() => LinkUserNameInput, {
    nullable: true,
    description: 'Name in two parts, for verifying who they are. Null: not given.',
  })
  @IsOptional()
  @ValidateNested()
  name?: LinkUserNameInput | null;

  @Field(() => LinkUserAddressInput, {
    nullable: true,
    description: 'Home address, for verifying who they are. Null: not given.',
  })
  @IsOptional()
  @ValidateNested()
  address?: LinkUserAddressInput | null;
}
