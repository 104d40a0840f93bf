import { describe, expect, it } from 'vitest';
import { bindTask, taskNamed } from '#models/chexagent/tasks/bind.ts';
import { TASK_NAMES, TASKS, type TaskName } from '#models/chexagent/tasks/tasks.ts';

const disease = 'Pneumothorax';

/** Every task once: its images, its input, its questions word by word, an answer and what it means. */
const TRIALS: Record<TaskName, { images: number; input: object; asks: string[]; answers: string[]; result: object }> = {
  'view-classification': {
    images: 1,
    input: {},
    asks: ['What is the view of this chest X-ray? Options: (a) PA, (b) AP, (c) LATERAL'],
    answers: ['(b) AP'],
    result: { kind: 'view', view: 'AP' },
  },
  'view-matching': {
    images: 2,
    input: {},
    asks: ['Do these images belong to the same study?'],
    answers: ['Yes'],
    result: { kind: 'yesNo', yes: true },
  },
  'binary-disease-classification': {
    images: 1,
    input: { disease },
    asks: ['Does this chest X-ray contain a Pneumothorax?'],
    answers: ['No'],
    result: { kind: 'yesNo', yes: false },
  },
  'disease-identification': {
    images: 1,
    input: { diseases: ['Edema', 'Pneumonia'] },
    asks: ['Given the CXR, identify any diseases. Options:\nEdema, Pneumonia'],
    answers: ['Pneumonia'],
    result: { kind: 'diseases', present: ['Pneumonia'] },
  },
  'findings-generation': {
    images: 2,
    input: { indication: 'Cough' },
    asks: ['Given the indication: "Cough", write a structured findings section for the CXR.'],
    answers: [' The lungs are clear. '],
    result: { kind: 'text', text: 'The lungs are clear.' },
  },
  'findings-section-by-section': {
    images: 1,
    input: {},
    asks: [
      'Please provide a detailed description of "Airway" in the chest X-ray',
      'Please provide a detailed description of "Breathing" in the chest X-ray',
      'Please provide a detailed description of "Cardiac" in the chest X-ray',
      'Please provide a detailed description of "Diaphragm" in the chest X-ray',
      'Please provide a detailed description of "Everything else (e.g., mediastinal contours, bones, soft tissues, tubes, valves, and pacemakers)" in the chest X-ray',
    ],
    answers: ['a', 'b', 'c', 'd', 'e'],
    result: {
      kind: 'sections',
      sections: [
        { name: 'Airway', text: 'a' },
        { name: 'Breathing', text: 'b' },
        { name: 'Cardiac', text: 'c' },
        { name: 'Diaphragm', text: 'd' },
        {
          name: 'Everything else (e.g., mediastinal contours, bones, soft tissues, tubes, valves, and pacemakers)',
          text: 'e',
        },
      ],
    },
  },
  'image-text-matching': {
    images: 1,
    input: { text: 'No pneumothorax.' },
    asks: ['Decide if the provided image matches the following text: No pneumothorax.'],
    answers: ['unsure'],
    result: { kind: 'yesNo', yes: null },
  },
  'phrase-grounding': {
    images: 1,
    input: { phrase: 'left apical pneumothorax' },
    asks: ['Please locate the following phrase: left apical pneumothorax'],
    answers: ['<|ref|>left apical pneumothorax<|/ref|><|box|>(60,5),(80,30)<|/box|>'],
    result: {
      kind: 'boxes',
      boxes: [{ phrase: 'left apical pneumothorax', left: 60, top: 5, right: 80, bottom: 30 }],
      text: 'left apical pneumothorax',
    },
  },
  'abnormality-detection': {
    images: 1,
    input: { disease },
    asks: ['Locate areas in the chest X-ray where Pneumothorax are present, using bounding box coordinates'],
    answers: ['<|box|>(1,2),(3,4)<|/box|>'],
    result: { kind: 'boxes', boxes: [{ phrase: null, left: 1, top: 2, right: 3, bottom: 4 }], text: '' },
  },
  'chest-tube-detection': {
    images: 1,
    input: {},
    asks: ['Locate chest tubes and specify their positions with bounding box coordinates'],
    answers: ['None'],
    result: { kind: 'boxes', boxes: [], text: 'None' },
  },
  'rib-fracture-detection': {
    images: 1,
    input: {},
    asks: ['Locate rib fractures and specify their positions with bounding box coordinates'],
    answers: [''],
    result: { kind: 'boxes', boxes: [], text: '' },
  },
  'foreign-object-detection': {
    images: 1,
    input: {},
    asks: [
      'Examine the chest X-ray for the presence of foreign objects, such as tubes, clips, or hardware, and provide their locations with bounding box coordinates.',
    ],
    answers: ['<|box|>(1,2),(3,4)<|/box|>'],
    result: { kind: 'boxes', boxes: [{ phrase: null, left: 1, top: 2, right: 3, bottom: 4 }], text: '' },
  },
  'temporal-classification': {
    images: 2,
    input: { disease },
    asks: [
      'You are given two images: one reference image and one new image. Please identify the progression of Pneumothorax:\n(a) worsening\n(b) stable\n(c) improving',
    ],
    answers: ['(c) improving'],
    result: { kind: 'progression', progression: 'improving' },
  },
  'findings-summarization': {
    images: 0,
    input: { findings: 'Clear lungs.' },
    asks: ['Summarize the following Findings: Clear lungs.'],
    answers: ['Normal.'],
    result: { kind: 'text', text: 'Normal.' },
  },
  'impression-generation': {
    images: 0,
    input: { findings: 'Clear lungs.' },
    asks: ['Write the Impression section for the following Findings: Clear lungs.'],
    answers: ['Normal.'],
    result: { kind: 'text', text: 'Normal.' },
  },
  'named-entity-recognition': {
    images: 0,
    input: { text: 'Clear lungs.' },
    asks: [
      'Given the list of entity types [Observation (Definitely Absent), Observation (Definitely Present), Observation (Uncertain), Anatomy], find out all words/phrases that indicate the above types of named entities. Sentence: Clear lungs.',
    ],
    answers: ['[Anatomy, lungs]'],
    result: { kind: 'entities', entities: [{ type: 'Anatomy', text: 'lungs' }] },
  },
  'free-question': {
    images: 1,
    input: { question: 'What is seen?' },
    asks: ['What is seen?'],
    answers: ['A normal\nchest.'],
    result: { kind: 'text', text: 'A normal\nchest.' },
  },
};

describe('the 17 tasks', () => {
  it('are all tried', () => {
    expect(TASK_NAMES).toHaveLength(17);
    expect(Object.keys(TRIALS).sort()).toEqual([...TASK_NAMES].sort());
  });

  it.each(TASK_NAMES)('%s asks in the words the model was trained on, and its answer has a type', (name) => {
    const { images, input, asks, answers, result } = TRIALS[name];
    const bound = bindTask(name, input, images);
    expect(bound.questions.map((question) => question.text)).toEqual(asks);
    expect(bound.result(answers)).toEqual(result);
  });

  it.each(TASK_NAMES)('%s refuses too many images, by name', (name) => {
    expect(() => bindTask(name, TRIALS[name].input, 3)).toThrow(/task-input.*takes .* images, not 3/);
  });

  it('need what they need', () => {
    expect(() => bindTask('phrase-grounding', {}, 1)).toThrow(/task-input.*needs phrase/);
    expect(() => bindTask('disease-identification', { diseases: [] }, 1)).toThrow(/needs diseases/);
    expect(() => bindTask('findings-summarization', { findings: '  ' }, 0)).toThrow(/needs findings/);
    expect(() => taskNamed('write-poem')).toThrow(/task-unknown.*write-poem/);
    expect(taskNamed('free-question')).toBe('free-question');
    expect(TASKS['free-question'].images.most).toBe(2);
  });
});
