// Words of the rich editor.
export const editor = {
  editor: {
    toolbar: 'Formatting: {{label}}', context: 'What the cursor is in', kind: 'Kind of text', moreText: 'More formatting', insert: 'Insert', apply: 'Apply', nothingFound: 'Nothing found.',
    paragraph: 'Normal text', headingOne: 'Heading 1', headingTwo: 'Heading 2', headingThree: 'Heading 3', headingFour: 'Heading 4', headingFive: 'Heading 5', headingSix: 'Heading 6',
    bold: 'Bold', italic: 'Italic', underline: 'Underlined', strike: 'Struck through', code: 'Code', subscript: 'Subscript', superscript: 'Superscript', textColour: 'Colour of the text', highlight: 'Colour behind the text', noColour: 'No colour', clear: 'Remove formatting',
    alignStart: 'Align left', alignCenter: 'Centre', alignEnd: 'Align right', indent: 'Indent more', outdent: 'Indent less',
    bulletList: 'Bullet list', orderedList: 'Numbered list', taskList: 'Task list', taskDone: 'Done', decision: 'Decision',
    link: 'Link', address: 'Address', badAddress: 'Enter a web address, a mail address or an address of this site.', unlink: 'Remove link',
    files: 'Add pictures or files', file: 'File', mention: 'Mention somebody', emoji: 'Emoji', alt: 'Description of the picture',
    table: 'Table', codeBlock: 'Code block', language: 'Language', noLanguage: 'No language', quote: 'Quotation', rule: 'Dividing line', expand: 'Expandable section', expandTitle: 'Title of the section', removeExpand: 'Remove section, keep its content',
    panel: { info: 'Info panel', note: 'Note panel', success: 'Success panel', warning: 'Warning panel', error: 'Error panel' },
    panelKind: 'Panel', removePanel: 'Remove panel, keep its content',
    status: 'Status', statusText: 'Status text', colour: 'Colour', date: 'Date', columnsTwo: 'Two columns', columnsThree: 'Three columns', contents: 'Table of contents', noHeadings: 'The headings of this page appear here.', include: 'Include a page', issueList: 'List of issues', childPages: 'Pages below',
    rowAbove: 'Add row above', rowBelow: 'Add row below', columnBefore: 'Add column before', columnAfter: 'Add column after', deleteRow: 'Delete row', deleteColumn: 'Delete column', mergeCells: 'Merge cells', splitCell: 'Split cell', headerRow: 'Header row on or off', headerColumn: 'Header column on or off', deleteTable: 'Delete table',
    shade: { grey: 'Grey', red: 'Red', orange: 'Orange', yellow: 'Yellow', green: 'Green', teal: 'Teal', blue: 'Blue', purple: 'Purple', magenta: 'Magenta' },
    layout: { name: 'Placement', center: 'Centred', wide: 'Wide', full: 'Full width', start: 'Left', end: 'Right', wrapLeft: 'Left, text beside it', wrapRight: 'Right, text beside it' },
    remove: 'Remove {{name}}', keptAsItIs: 'kept as it is',
  },
};
