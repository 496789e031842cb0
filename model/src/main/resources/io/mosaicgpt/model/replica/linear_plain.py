
  # ---- linears: torch.linear, for any device ------------------------------------------------------------------------

  def set_linear(self: __torch__.MosaicGpt, index: int, dtype: int, shape: List[int]) -> NoneType:
    w = torch.to(self.staged(dtype, shape), self.compute)                                         # [out, in]
    self.linear_weight[index] = torch.to(w, self.device)
    return None

  # y = x w^T + b: x [tokens, in], w [out, in], y [tokens, out]
  def linear(self: __torch__.MosaicGpt, index: int, x: Tensor) -> Tensor:
    return torch.linear(torch.to(x, self.compute), self.linear_weight[index], self.linear_bias[index])

  def linear_gelu(self: __torch__.MosaicGpt, index: int, x: Tensor) -> Tensor:
    return torch.gelu(self.linear(index, x))
