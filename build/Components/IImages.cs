interface IImages : IHazStack;
