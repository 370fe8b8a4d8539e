import { Field, ID, ObjectType } from 'type-graphql';
import type { Institution } from '../../model/institution.js';
import { NodeType } from '../node/node.type.js';

@ObjectType('Institution', {
  implements: NodeType,
  simpleResolvers: true,
  description:
    'A bank or another financial institution. The data is public, the same for every user, and cached for up to a day.',
})
export class InstitutionType extends NodeType {
  @Field(() => ID, { description: "Plaid's institution_id, such as `ins_109508`." })
  override id: string;

  @Field(() => String, { description: "The institution's name, for display." })
  name: string;

  @Field(() => [String], {
    description:
      'The Plaid products that the institution supports, such as `auth` or `transactions`. Plaid may add products.',
  })
  products: Institution['products'];

  @Field(() => [String], { description: 'The countries that the institution serves, as ISO 3166-1 alpha-2 codes.' })
  countryCodes: Institution['countryCodes'];

  @Field(() => String, {
    nullable: true,
    description: "URL of the institution's website, as text. Null if Plaid does not know it.",
  })
  url: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "The institution's primary brand color in hexadecimal, such as `#095aa6`. Null if Plaid does not know it.",
  })
  primaryColor: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "The institution's logo: a PNG of 152 by 152 pixels in base64, without a `data:` prefix. Null if Plaid has none.",
  })
  logo: string | null;

  @Field(() => [String], {
    description:
      "Some of the institution's US routing numbers, to help identify it. The list is not complete. Empty outside the US.",
  })
  routingNumbers: Institution['routingNumbers'];

  @Field(() => Boolean, {
    description:
      "True if end users log in on the institution's own website (OAuth). Without a `redirectUri`, Link then works only in a pop-up window.",
  })
  oauth: boolean;
}
