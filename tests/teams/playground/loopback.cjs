// The client listens on every interface of the machine: here it listens on 127.0.0.1 alone.
const net = require("node:net");
const listen = net.Server.prototype.listen;

net.Server.prototype.listen = function (...given) {
  const [where, ...rest] = given;
  if (where !== null && typeof where === "object") {
    return listen.call(this, where.path ? where : { ...where, host: "127.0.0.1" }, ...rest);
  }
  if (typeof where === "number" || (typeof where === "string" && /^\d+$/.test(where))) {
    const told = rest.filter((one) => typeof one === "function");
    return listen.call(this, Number(where), "127.0.0.1", ...told);
  }
  return listen.apply(this, given);
};
