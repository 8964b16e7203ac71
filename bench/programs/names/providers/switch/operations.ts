/** The release switch looks for its code here, below the folder of the project that runs it. */
export { releaseSwitchOperations } from "../../../../../providers/switch/operations";
