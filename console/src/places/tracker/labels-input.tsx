// Labels of an issue while they are typed: a comma or a space ends one, as a label holds neither.
import { TagsInput, type TagsInputProps } from '@mantine/core';

export function LabelsInput(props: Omit<TagsInputProps, 'splitChars' | 'maxTags'>) {
  return <TagsInput {...props} splitChars={[',', ' ']} maxTags={100} />;
}
