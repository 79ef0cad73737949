/**
 * What a converter asks its caller about names in old markup. Every question may be left unanswered: then the name itself
 * is kept (a mention of the name, a file known by its name) and can be answered when the document is shown.
 */
export interface UserName {
  /** As the markup writes it: a user name, a user key or an account id. */
  readonly name: string;
  readonly kind: 'userName' | 'userKey' | 'accountId';
}

export interface ResolvedUser {
  readonly accountId: string;
  readonly displayName: string;
}

export interface AttachmentName {
  readonly fileName: string;
  /** The page that owns the file, when it is not the one being converted. */
  readonly pageTitle?: string;
  readonly spaceKey?: string;
}

export interface ResolvedAttachment {
  readonly id: string;
  readonly collection?: string;
}

export interface PageName {
  readonly title: string;
  readonly spaceKey?: string;
  /** `2023/09/27`: a blog post of that day. */
  readonly postingDay?: string;
  readonly anchor?: string;
}

export interface Resolvers {
  readonly resolveUser?: (user: UserName) => ResolvedUser | undefined;
  readonly resolveAttachment?: (attachment: AttachmentName) => ResolvedAttachment | undefined;
  /** The address of a page; without an answer a reference address is kept (link-reference.ts). */
  readonly resolvePage?: (page: PageName) => string | undefined;
  /** The address of an issue; without an answer the key stays plain text. */
  readonly resolveIssue?: (key: string) => string | undefined;
}
