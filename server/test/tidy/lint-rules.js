/**
 * Lint rules of this project's own. Plain JavaScript, because ESLint loads them under whatever Node runs it.
 */

/** `x as T` throws the compiler's knowledge away: it costs a comment on its line, or on the line above the statement. */
const assertionHasReason = {
  meta: {
    type: 'problem',
    docs: { description: 'A type assertion needs a comment that says why it holds.' },
    messages: { reasonMissing: 'Say in a comment, on this line or above the statement, why this assertion holds.' },
    schema: [],
  },
  create(context) {
    const source = context.sourceCode;
    const commentedLines = new Set();
    for (const comment of source.getAllComments()) {
      for (let line = comment.loc.start.line; line <= comment.loc.end.line; line += 1) commentedLines.add(line);
    }
    const report = (node) => {
      if (commentedLines.has(node.loc.start.line) || commentedLines.has(node.loc.end.line)) return;
      const statement = source.getAncestors(node).findLast((ancestor) => /(?:Statement|Declaration|PropertyDefinition)$/.test(ancestor.type));
      if (statement !== undefined && commentedLines.has(statement.loc.start.line - 1)) return;
      if (commentedLines.has(node.loc.start.line - 1)) return;
      context.report({ node, messageId: 'reasonMissing' });
    };
    return {
      TSAsExpression(node) {
        const isConst = node.typeAnnotation.type === 'TSTypeReference' && node.typeAnnotation.typeName.name === 'const';
        if (!isConst) report(node);
      },
      TSTypeAssertion: report,
    };
  },
};

export const holdfastRules = { 'assertion-has-reason': assertionHasReason };
