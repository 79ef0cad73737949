// Words of boards, backlogs and sprints.
export const board = {
  board: {
    sprint: 'Sprint', rank: 'Rank',
  },
};
