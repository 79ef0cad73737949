// The type that a new issue has when nobody chooses: the project's first that is neither a sub-task nor stands
// above other issues.
import type { IssueType } from '../../api/tracker.ts';

export const usualType = (types: readonly IssueType[]): IssueType | undefined => {
  const plain = types.filter((type) => type.subtask !== true);
  return plain.find((type) => (type.hierarchyLevel ?? 0) <= 0 && !/epic/i.test(type.name)) ?? plain[0];
};
