"""How the register is asked and told: the GraphQL schema, its planner, its mutations, its HTTP."""
