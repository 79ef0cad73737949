// Words of boards, backlogs and sprints, in German.
export const board = {
  board: {
    sprint: 'Sprint', rank: 'Reihenfolge',
  },
};
