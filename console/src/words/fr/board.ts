// Words of boards, backlogs and sprints, in French.
export const board = {
  board: {
    sprint: 'Sprint', rank: 'Rang',
  },
};
