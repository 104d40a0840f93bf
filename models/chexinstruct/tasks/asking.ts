import { told, chosen, type TaskBuilder } from './draft.ts';

export const openQuestions: TaskBuilder = ({ films, questions = [] }, tools) =>
  films.length === 0
    ? []
    : questions.flatMap(({ key, question, answer, closedOnly }) => {
        if (closedOnly || answer === '') return [];
        return [told(tools, 'open-question', { question }, { films, part: key, text: question, target: answer })];
      });

export const closedQuestions: TaskBuilder = ({ films, questions = [] }, tools) =>
  films.length === 0
    ? []
    : questions.flatMap(({ key, question, options }) => {
        if (options === null || !Object.values(options).includes(true)) return [];
        const given = { films, part: key, text: question };
        return [chosen(tools, 'closed-question', { question }, Object.entries(options), given)];
      });

export const textQuestions: TaskBuilder = ({ context = '', questions = [] }, tools) =>
  questions.map(({ key, question, answer }) =>
    told(tools, 'text-question', { context, question }, { films: [], part: key, text: question, target: answer }),
  );
