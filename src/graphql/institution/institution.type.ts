import { Field, ID, ObjectType } from 'type-graphql';
import type { Institution } from '../../model/institution.js';
import { NodeType } from '../node/node.type.js';

@ObjectType('Institution', {
  implements: NodeType,
  simpleResolvers: true,
  description: 'A bank or other financial institution as Plaid lists it. The same for everybody, and kept for a day.',
})
export class InstitutionType extends NodeType {
  @Field(() => ID, { description: "Plaid's institution_id, such as `ins_109508`." })
  override id: string;

  @Field(() => String, { description: 'The name under which people know it.' })
  name: string;

  @Field(() => [String], {
    description: 'Plaid products it supports, such as `auth` or `transactions`. Plaid adds products over time.',
  })
  products: Institution['products'];

  @Field(() => [String], { description: 'Countries it serves, as ISO 3166-1 alpha-2 codes.' })
  countryCodes: Institution['countryCodes'];

  @Field(() => String, {
    nullable: true,
    description: 'Address of its website, as Plaid writes it; null when not known.',
  })
  url: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The main colour of its brand as hexadecimal text, such as `#095aa6`; null when not known.',
  })
  primaryColor: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Its logo: a PNG of 152 by 152 pixels, base64-encoded and without a data: prefix; null when Plaid has none.',
  })
  logo: string | null;

  @Field(() => [String], {
    description: 'Some of its US routing numbers, for recognising it; not complete. Empty outside the US.',
  })
  routingNumbers: Institution['routingNumbers'];

  @Field(() => Boolean, {
    description: 'True when people sign in on its own website, so that Link needs a `redirectUri`.',
  })
  oauth: boolean;
}
