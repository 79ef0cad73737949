/** Shapes of answers, for the API's description. */
import { Type } from 'typebox';

const Text = Type.String();
const Maybe = Type.Union([Type.String(), Type.Null()]);

export const VersionShape = Type.Object({ number: Type.Integer(), createdAt: Text, message: Text, minorEdit: Type.Boolean(), authorId: Type.Optional(Text) });
const BodyShape = Type.Object({
  storage: Type.Optional(Type.Object({ representation: Text, value: Text })),
  atlas_doc_format: Type.Optional(Type.Object({ representation: Text, value: Text })),
  view: Type.Optional(Type.Object({ representation: Text, value: Text })),
});
const LinksShape = Type.Object({ webui: Type.Optional(Text), base: Type.Optional(Text), next: Type.Optional(Text), download: Type.Optional(Text) });

export const PageShape = Type.Object({
  id: Text, status: Text, title: Text, spaceId: Text, parentId: Type.Optional(Maybe), parentType: Type.Optional(Maybe), authorId: Type.Optional(Text), ownerId: Type.Optional(Maybe),
  createdAt: Text, version: VersionShape, body: BodyShape, _links: LinksShape,
});
export const ChildShape = Type.Object({ id: Text, status: Text, title: Text, spaceId: Text, childPosition: Type.Integer(), hasChildren: Type.Boolean() });
export const CommentShape = Type.Object({
  id: Text, status: Text, title: Text, pageId: Type.Optional(Text), blogPostId: Type.Optional(Text), attachmentId: Type.Optional(Text), parentCommentId: Type.Optional(Text),
  version: VersionShape, body: BodyShape, resolutionStatus: Type.Optional(Text), properties: Type.Optional(Type.Object({ inlineMarkerRef: Text, inlineOriginalSelection: Text })), _links: LinksShape,
});
export const AttachmentShape = Type.Object({
  id: Text, status: Text, title: Text, createdAt: Text, pageId: Type.Optional(Text), blogPostId: Type.Optional(Text), mediaType: Text, comment: Text, fileId: Text, fileSize: Type.Integer(),
  webuiLink: Text, downloadLink: Text, version: VersionShape, _links: LinksShape,
});
export const SpaceShape = Type.Object({
  id: Text, key: Text, name: Text, type: Text, status: Text, authorId: Type.Optional(Text), createdAt: Text, homepageId: Type.Optional(Text),
  description: Type.Optional(Type.Object({ plain: Type.Optional(Type.Object({ representation: Text, value: Text })), view: Type.Optional(Type.Object({ representation: Text, value: Text })) })), _links: LinksShape,
});
export const LabelShape = Type.Object({ id: Text, name: Text, prefix: Text });
export const PropertyShape = Type.Object({ id: Text, key: Text, value: Type.Unknown(), version: VersionShape });
export const listOf = (item: ReturnType<typeof Type.Object> | ReturnType<typeof Type.String>) => Type.Object({ results: Type.Array(item), _links: LinksShape });
