    # in __setstate__ of mosaicgpt.py
    self.packed = annotate(Dict[int, __torch__.torch.classes.quantized.LinearPackedParamsBase], {})

  # ---- linears: weights in bfloat16 where oneDNN does not compute in it; x86 CPU only ------------------------------------
  #
  # FBGEMM computes in float32 with weights in float16. A number of bfloat16 has eight bits: float16 holds it exactly once its row is
  # multiplied by a power of two, save numbers below 2^-31 of the row's largest, which lose bits.
  packed : Dict[int, __torch__.torch.classes.quantized.LinearPackedParamsBase]

  def set_linear(self: __torch__.MosaicGpt, index: int, dtype: int, shape: List[int]) -> NoneType:
    w = torch.to(torch.to(self.staged(dtype, shape), 15), 6)                                      # [out, in]
    largest = torch.maximum(torch.amax(w, [1]), torch.neg(torch.amin(w, [1])))                    # [out]
    unused, exponent = torch.frexp(torch.clamp(largest, 1e-30))                                   # [out]
    w = torch.mul_(w, torch.unsqueeze(torch.exp2(torch.to(15 - exponent, 6)), 1))
    self.packed[index] = ops.quantized.linear_prepack_fp16(w, None)
    # NaN for a row with infinite numbers, which float16 would make finite.
    self.linear_scale[index] = torch.exp2(torch.to(exponent - 15, 6)) + largest * 0.0             # [out]
    return None

  # y = x w^T + b: x [tokens, in], w [out, in], y [tokens, out].
  # FBGEMM's kernels for one and for two rows add in another order than those for three to six. Only numbers of rows that leave one or
  # two by six have any computed by them: zeros go with those.
  def linear(self: __torch__.MosaicGpt, index: int, x: Tensor) -> Tensor:
    rows = x.size(0)
    x = torch.to(x, 6)
    left = rows % 6
    if left == 1 or left == 2:
      x = torch.constant_pad_nd(x, [0, 0, 0, 3 - left], 0.0)
    y = ops.quantized.linear_dynamic_fp16(x, self.packed[index])
    y = torch.mul_(torch.narrow(y, 0, 0, rows), self.linear_scale[index])                         # [rows, out]
    return self.biased(index, y)

  def linear_gelu(self: __torch__.MosaicGpt, index: int, x: Tensor) -> Tensor:
    return torch.gelu_(self.linear(index, x))
