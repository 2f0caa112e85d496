/** The id of the menu of reactions, for what opens it. */
export const reactMenuId = "react-menu";
