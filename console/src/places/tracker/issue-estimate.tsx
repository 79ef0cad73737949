// Time: what was estimated, what was spent, what is left, as a bar with words; the estimates change in place.
import { TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Issue } from '../../api/tracker.ts';
import { useFormats } from '../../app/formats.ts';
import { useSay, type WordKey } from '../../words/index.ts';
import { durationText, secondsOf } from './duration-text.ts';
import { valueIn } from './use-edit-field.ts';
import { useEditIssue } from './use-edit-issue.ts';

type Member = 'originalEstimate' | 'remainingEstimate';
const wordsFor: Readonly<Record<Member, WordKey>> = { originalEstimate: 'issue.originalEstimate', remainingEstimate: 'issue.remainingEstimate' };

function secondsIn(issue: Issue, member: Member | 'timeSpent'): number | undefined {
  const tracking = valueIn(issue, 'timetracking');
  const seconds: unknown = typeof tracking === 'object' && tracking !== null ? Object.entries(tracking).find(([name]) => name === `${member}Seconds`)?.[1] : undefined;
  return typeof seconds === 'number' ? seconds : undefined;
}

function Estimate({ issue, member }: { readonly issue: Issue; readonly member: Member }) {
  const say = useSay();
  const now = secondsIn(issue, member);
  const before = now === undefined ? '' : durationText(now);
  const [text, setText] = useState(before);
  useEffect(() => setText(before), [before]);
  const { edit } = useEditIssue(issue.key);
  const seconds = secondsOf(text);
  const wrong = text.trim() !== '' && seconds === undefined;
  const commit = (): void => {
    if (wrong || seconds === now) return;
    const step = (value: number | undefined) => ({ fields: { timetracking: { [member]: value === undefined ? null : durationText(value) } } });
    edit({
      ...step(seconds),
      message: seconds === undefined ? say('issue.fieldCleared', { field: say(wordsFor[member]) }) : say('issue.fieldChanged', { field: say(wordsFor[member]), value: durationText(seconds) }),
      undo: { ...step(now), message: say('tracker.undone') },
    });
  };
  return (
    <TextInput
      className="quiet-control"
      size="sm"
      label={say(wordsFor[member])}
      placeholder="–"
      value={text}
      error={wrong ? say('issue.durationWrong') : undefined}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit();
        if (event.key === 'Escape') {
          event.stopPropagation();
          setText(before);
          event.currentTarget.blur();
        }
      }}
    />
  );
}

export function IssueEstimate({ issue }: { readonly issue: Issue }) {
  const say = useSay();
  const formats = useFormats();
  const spent = secondsIn(issue, 'timeSpent') ?? 0;
  const left = secondsIn(issue, 'remainingEstimate');
  const whole = Math.max(spent + (left ?? 0), secondsIn(issue, 'originalEstimate') ?? 0);
  return (
    <div className="estimate">
      {whole === 0 ? null : (
        <>
          <div className="share-bar" aria-hidden="true">
            <span style={{ width: `${(spent / whole) * 100}%` }} />
          </div>
          <div className="quiet">
            {say('issue.spent', { time: formats.duration(spent) })}
            {left === undefined ? null : ` · ${say('issue.left', { time: formats.duration(left) })}`}
          </div>
        </>
      )}
      <div className="estimate-pair">
        <Estimate issue={issue} member="originalEstimate" />
        <Estimate issue={issue} member="remainingEstimate" />
      </div>
    </div>
  );
}
