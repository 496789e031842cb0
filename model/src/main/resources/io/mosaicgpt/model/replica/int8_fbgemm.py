    # in __setstate__ of mosaicgpt.py
    self.packed = annotate(Dict[int, __torch__.torch.classes.quantized.LinearPackedParamsBase], {})

  # ---- products of int8 by FBGEMM: exact sums without VNNI ---------------------------------------------------------------
  #
  # Without VNNI products are added in pairs, in 16 bits, and saturate in silence: those of channels 2j and 2j + 1, each of up to 255
  # times a weight. So the positive numbers of each pair of weights come to 128 at most, and the negative ones too. Weights alone could
  # be up to 64 then; few pairs are both large, so this leaves most rows far more.
  packed : Dict[int, __torch__.torch.classes.quantized.LinearPackedParamsBase]

  # Whether FBGEMM is there, and adds the largest products right.
  def has_exact_sums(self: __torch__.MosaicGpt) -> bool:
    self.pack(0, torch.full([64, 64], 64, dtype=1), torch.ones([64]))
    sums = self.multiply(0, torch.full([1, 64], 255, dtype=0))
    return torch.equal(sums, torch.full_like(sums, 64.0 * 255.0 * 64.0))

  # What each row of w [out, in] is divided by, so that it fits int8 and its pairs 16 bits.  [out]
  def scales(self: __torch__.MosaicGpt, w: Tensor) -> Tensor:
    single = torch.maximum(torch.amax(w, [1]), torch.neg(torch.amin(w, [1]))) / 127.0
    pairs = torch.view(torch.constant_pad_nd(w, [0, w.size(1) % 2], 0.0), [w.size(0), -1, 2])     # [out, in / 2, 2]
    more = torch.amax(torch.sum(torch.clamp(pairs, 0.0), [2]), [1])
    less = torch.amax(torch.sum(torch.clamp(torch.neg(pairs), 0.0), [2]), [1])
    # Not 128: a division may round up.
    return torch.maximum(single, torch.maximum(more, less) / 127.999)

  # w [out, in] int8, scale [out]
  def pack(self: __torch__.MosaicGpt, index: int, w: Tensor, scale: Tensor) -> NoneType:
    zeros = torch.zeros([w.size(0)], dtype=4)
    quantized = torch._make_per_channel_quantized_tensor(w, torch.to(scale, 7), zeros, 0)
    self.packed[index] = ops.quantized.linear_prepack(quantized, None)
    return None

  # x [tokens, in] uint8  ->  x w^T * scale [tokens, out] float32
  def multiply(self: __torch__.MosaicGpt, index: int, x: Tensor) -> Tensor:
    return ops.quantized.linear_with_input_q_dq_qweight_dq_output_fp32(torch.to(x, 6), 1.0, 0, self.packed[index])
