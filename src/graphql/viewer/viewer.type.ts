import { ObjectType } from 'type-graphql';

@ObjectType('Viewer', {
  description:
    'You: the person or service whose sign-in this request carries. Everything that the gateway answers is limited to what you own.',
})
export class ViewerType {}
