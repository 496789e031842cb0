
  # ---- linears: weights in int8, one scale per row, in FBGEMM's own layout; x86 CPU only ------------------------------
  #
  # Large models have a few channels with numbers tens of times those of the others, and a row of activations has one scale
  # for all of them. So what can be multiplied into weights is, before they are rounded: a layer norm's weight into the linear behind
  # it, and the size of each channel of v into out_proj. Norms and biases are set before linears, and linears in their order.

  def set_linear(self: __torch__.MosaicGpt, index: int, dtype: int, shape: List[int]) -> NoneType:
    w = torch.to(self.staged(dtype, shape), 6)                                                    # [out, in]
    part = index % 4
    if part == 0 and index < 4 * self.layers:
      w = self.fold_norm(index, index, w)
      if self.clip == 0.0:
        w = self.level_v(index, w)
    if part == 2:
      w = self.fold_norm(index, index + 1, w)
    if part == 1 and self.linear_weight[index].size(0) > 0:
      w = torch.mul(w, self.linear_weight[index])
      self.linear_weight[index] = torch.zeros([0])
    scales = torch.clamp(torch.amax(torch.abs(w), [1]) / 127.0, 1e-12)                            # [out]
    zeros = torch.zeros([w.size(0)], dtype=4)                                                     # [out]
    quantized = torch.quantize_per_channel(w, torch.to(scales, 7), zeros, 0, 12)                  # [out, in] int8
    if part == 3:
      # What `linear` adds to x before it rounds comes off here.
      self.add_bias(index, torch.mul(torch.sum(torch.dequantize(quantized), [1]), -0.17))
    self.packed[index] = ops.quantized.linear_prepack(quantized, None)
    return None

  # The norm keeps neither weight nor bias.  w [out, in]
  def fold_norm(self: __torch__.MosaicGpt, index: int, norm: int, w: Tensor) -> Tensor:
    bias = self.norm_bias[norm]
    if bias is not None:
      self.add_bias(index, torch.mv(w, bias))
      self.norm_bias[norm] = None
    weight = self.norm_weight[norm]                                                               # [in]
    self.norm_weight[norm] = torch.ones_like(weight)
    return torch.mul(w, weight)

  # Rows of v become as long as each other; out_proj is told how long they were.  w [3 * d_model, d_model]
  def level_v(self: __torch__.MosaicGpt, index: int, w: Tensor) -> Tensor:
    v = torch.narrow(w, 0, 2 * self.d_model, self.d_model)
    lengths = torch.clamp(torch.linalg_vector_norm(v, 2, [1]), 1e-12)                             # [d_model]
    self.linear_weight[index + 1] = lengths
    ones = torch.ones([2 * self.d_model])
    factors = torch.cat([ones, torch.reciprocal(lengths)])                                        # [3 * d_model]
    bias = self.linear_bias[index]
    if bias is not None:
      self.linear_bias[index] = torch.mul(bias, factors)
    return torch.mul(w, torch.unsqueeze(factors, 1))

  def add_bias(self: __torch__.MosaicGpt, index: int, more: Tensor) -> NoneType:
    bias = self.linear_bias[index]
    if bias is not None:
      more = torch.add(bias, more)
    self.linear_bias[index] = more
    return None

  # y = x w^T + b: x [tokens, in], w [out, in], y [tokens, out].
  # Each row of x is scaled on its own: with one scale for all rows a token would depend on its neighbours. What comes out of
  # GELU is above -0.17, and has all 256 numbers from there to its largest value; all else -127 to 127.
  def linear(self: __torch__.MosaicGpt, index: int, x: Tensor) -> Tensor:
    x = torch.to(x, 6)
    step = 0.007874015748031496
    zero = 128
    if index % 4 == 3:
      step = 0.00392156862745098
      zero = 0
      x = torch.add(x, 0.17)
      scale = torch.amax(x, [1], True)                                                            # [tokens, 1]
    else:
      scale = torch.clamp(torch.amax(torch.abs(x), [1], True), 1e-12)                             # [tokens, 1]
    y = ops.quantized.linear_with_input_q_dq_qweight_dq_output_fp32(torch.div(x, scale), step, zero, unchecked_cast(__torch__.torch.classes.quantized.LinearPackedParamsBase, self.packed[index]))
    y = torch.mul_(y, scale)                                                                      # [tokens, out]
    bias = self.linear_bias[index]
    if bias is not None:
      y = torch.add_(y, bias)
    return y

  def linear_gelu(self: __torch__.MosaicGpt, index: int, x: Tensor) -> Tensor:
    return torch.gelu(self.linear(index, x))
